import type { ConnectionEvent } from '@pgai/domain/connections/connection.js';
import { type Compilable, sql } from 'kysely';
import { readModels } from '../projection.js';
import { reactor } from '../reactor.js';

/** The schema of what is active is read at once and looked at from then on. */
export const schemaWatch = reactor<ConnectionEvent>('schema-watch', {
  ConnectionRegistered: (_db, { subject, data }) =>
    compiled(sql`insert into app.schema_watch (connection_id, team_id) values (${subject}, ${data.team_id})
      on conflict (connection_id) do update set next_at = now()`),
  ConnectionUpdated: (_db, { subject }) => lookNow(subject),
  CredentialRotated: (_db, { subject }) => lookNow(subject),
  ConnectionEnabled: (_db, { subject }) => lookNow(subject),
  ConnectionDisabled: (_db, { subject }) => lookNever(subject),
  ConnectionArchived: (_db, { subject }) => lookNever(subject),
});

const compiled = (query: ReturnType<typeof sql>): Compilable => ({
  compile: () => query.compile(readModels),
});

const lookNow = (id: string) =>
  compiled(sql`update app.schema_watch set next_at = now() where connection_id = ${id}`);

const lookNever = (id: string) =>
  compiled(sql`update app.schema_watch set next_at = 'infinity' where connection_id = ${id}`);
