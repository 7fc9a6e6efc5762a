import type { ConnectionEvent } from '@pgai/domain/connections/connection.js';
import { type Compilable, sql } from 'kysely';
import { readModels } from '../projection.js';
import { reactor } from '../reactor.js';

/** What is active is looked at: at once after it changed, and from then on again and again. */
export const connectionChecks = reactor<ConnectionEvent>('connection-checks', {
  ConnectionRegistered: (_db, { subject, data }) =>
    compiled(sql`insert into app.connection_check (connection_id, team_id) values (${subject}, ${data.team_id})
      on conflict (connection_id) do nothing`),
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
  compiled(sql`update app.connection_check set next_at = now(), failures = 0 where connection_id = ${id}`);

const lookNever = (id: string) =>
  compiled(sql`update app.connection_check set next_at = null where connection_id = ${id}`);
