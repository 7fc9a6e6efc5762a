import type { ReadTables } from '@pgai/db/tables.js';
import type { ConnectionEvent } from '@pgai/domain/connections/connection.js';
import type { Settings } from '@pgai/domain/connections/settings.js';
import { type Kysely, sql, type Updateable } from 'kysely';
import { type Projected, projection } from '../projection.js';

/** Answers: which databases are connected, how are they, and who used what opens them? */
export const connection = projection<ConnectionEvent>('connection', ['connection', 'connection_history'], {
  ConnectionRegistered: (db, event) => {
    const { team_id, name, overrides, secret_id, fingerprint, ...settings } = event.data;
    const { subject, revision, at } = event;
    return [
      db.insertInto('connection').values({
        connection_id: subject,
        team_id,
        name,
        ...columnsOf(settings),
        overrides,
        fingerprint,
        credential_at: at,
        status: 'active',
        health: 'unknown',
        health_since: at,
        created_at: at,
        updated_at: at,
        revision: Number(revision),
      }),
      history(db, event),
    ];
  },

  ConnectionUpdated: (db, event) => {
    const { name, overrides, ...settings } = event.data;
    return [
      moved(db, event, { name, ...columnsOf(settings), overrides, updated_at: event.at }),
      history(db, event),
    ];
  },

  CredentialRotated: (db, event) => [
    moved(db, event, {
      fingerprint: event.data.fingerprint,
      credential_at: event.at,
      updated_at: event.at,
    }),
    history(db, event),
  ],

  CredentialAccessed: (db, event) => [moved(db, event, {}), history(db, event)],

  ConnectionHealthChanged: (db, event) => [
    moved(db, event, {
      health: event.data.to,
      health_reason: event.data.reason,
      health_since: event.at,
    }),
    history(db, event),
  ],

  ConnectionDisabled: (db, event) => [
    moved(db, event, { status: 'disabled', ...unseen(event.at), updated_at: event.at }),
    history(db, event),
  ],

  ConnectionEnabled: (db, event) => [
    moved(db, event, { status: 'active', updated_at: event.at }),
    history(db, event),
  ],

  ConnectionArchived: (db, event) => [
    moved(db, event, { status: 'archived', ...unseen(event.at), updated_at: event.at }),
    history(db, event),
  ],
});

const unseen = (at: Date) => ({ health: 'unknown', health_reason: null, health_since: at }) as const;

/** Each engine says which columns its settings fill. */
function columnsOf(settings: Settings) {
  switch (settings.engine) {
    case 'postgres': {
      const { pool, ...columns } = settings;
      return { ...columns, pool_min: pool.min, pool_max: pool.max };
    }
  }
}

const moved = (
  db: Kysely<ReadTables>,
  { subject, revision }: Projected<ConnectionEvent>,
  change: Updateable<ReadTables['connection']>,
) =>
  db
    .updateTable('connection')
    .set({ ...change, revision: Number(revision) })
    .where('connection_id', '=', subject);

/** A line of its own for each event of a connection that is there. */
const history = (db: Kysely<ReadTables>, event: Projected<ConnectionEvent>) => {
  const { subject, revision, type, at, data, metadata } = event;
  const line = db
    .selectFrom('connection')
    .where('connection_id', '=', subject)
    .select([
      'connection_id',
      sql<number>`${Number(revision)}::integer`.as('revision'),
      'team_id',
      sql<string>`${type}::text`.as('type'),
      sql<Date>`${at}::timestamptz`.as('at'),
      sql<string>`${metadata.actor.kind}::text`.as('actor_kind'),
      sql<string>`${metadata.actor.id}::text`.as('actor_id'),
      sql<unknown>`${JSON.stringify(data)}::jsonb`.as('data'),
    ]);
  return db
    .insertInto('connection_history')
    .columns(['connection_id', 'revision', 'team_id', 'type', 'at', 'actor_kind', 'actor_id', 'data'])
    .expression(line as never);
};
