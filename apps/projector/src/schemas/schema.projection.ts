import type { ReadTables } from '@pgai/db/tables.js';
import type { ChangeItem, SchemaEvent } from '@pgai/domain/schemas/schema-catalog.js';
import { type Insertable, type Kysely, sql } from 'kysely';
import { type Projected, projection } from '../projection.js';

const tables = ['schema_state', 'schema_version', 'schema_change', 'schema_note'] as const;

/** Answers: which version has a schema, what led to it, what is it told of, and what do people note? */
export const schema = projection<SchemaEvent>('schema', tables, {
  SchemaSnapshotRecorded: (db, event) => {
    const { version_hash, content_hash, server_version } = event.data;
    const counts = JSON.stringify(event.data.counts);
    const { subject, at, revision } = event;
    const state = { version_hash, counts, server_version, changed_at: at };
    return [
      moved(db, event, state),
      db.insertInto('schema_version').values({
        connection_id: subject,
        revision: Number(revision),
        team_id: teamOf(event),
        at,
        version_hash,
        content_hash,
        server_version,
        counts,
      }),
    ];
  },

  SchemaChangeDetected: (db, event) => [
    moved(db, event, {}),
    db.insertInto('schema_change').values({
      connection_id: event.subject,
      revision: Number(event.revision),
      team_id: teamOf(event),
      at: event.at,
      from_hash: event.data.from_hash,
      to_hash: event.data.to_hash,
      class: worst(event.data.changes),
      change_count: event.data.change_count,
      changes: JSON.stringify(event.data.changes),
    }),
  ],

  SchemaRefreshFailed: (db, event) => {
    const { code, detail } = event.data;
    return moved(db, event, { failure_code: code, failure_detail: detail, failed_at: event.at });
  },

  SchemaRefreshRecovered: (db, event) =>
    moved(db, event, { failure_code: null, failure_detail: null, failed_at: null }),

  ObjectAnnotated: (db, event) => {
    const { oid, column, name, text } = event.data;
    const { actor } = event.metadata;
    const note = { name, text, by_kind: actor.kind, by_id: actor.id, at: event.at };
    return [
      moved(db, event, {}),
      db
        .insertInto('schema_note')
        .values({ connection_id: event.subject, oid, column_number: column, team_id: teamOf(event), ...note })
        .onConflict((c) => c.columns(['connection_id', 'oid', 'column_number']).doUpdateSet(note)),
    ];
  },

  DriftDetected: (db, event) => moved(db, event, {}),
  DriftAdopted: (db, event) => [moved(db, event, {}), decided(db, event, event.data, 'adopted')],
  DriftIgnored: (db, event) => [moved(db, event, {}), decided(db, event, event.data, 'ignored')],
  DriftReverted: (db, event) => [
    moved(db, event, {}),
    ...[event.data.change, event.data.back_to].map((change) =>
      decided(db, event, { change, note: '' }, 'reverted'),
    ),
  ],
  TrailInstalled: (db, event) => moved(db, event, {}),
  TrailRemoved: (db, event) => moved(db, event, {}),
});

type State = Partial<Insertable<ReadTables['schema_state']>>;

/** The row of the connection; whatever comes first makes it. */
const moved = (db: Kysely<ReadTables>, event: Projected<SchemaEvent>, change: State) => {
  const set = { ...change, revision: Number(event.revision) };
  return db
    .insertInto('schema_state')
    .values({ connection_id: event.subject, team_id: teamOf(event), ...set })
    .onConflict((c) => c.column('connection_id').doUpdateSet(set));
};

/** A schema may have come to the same version more than once: the newest time is meant. */
const decided = (
  db: Kysely<ReadTables>,
  event: Projected<SchemaEvent>,
  { change, note }: { change: string; note: string },
  decision: 'adopted' | 'ignored' | 'reverted',
) =>
  db
    .updateTable('schema_change')
    .set({ decision, note, decided_by: event.metadata.actor.id, decided_at: event.at })
    .where('connection_id', '=', event.subject)
    .where('to_hash', '=', change)
    .where('revision', '=', (eb) =>
      eb
        .selectFrom('schema_change as newest')
        .select(sql<number>`max(newest.revision)`.as('revision'))
        .where('newest.connection_id', '=', event.subject)
        .where('newest.to_hash', '=', change),
    );

const severity = ['breaking', 'conditional', 'non-breaking', 'info'] as const;
const worst = (changes: readonly ChangeItem[]) =>
  severity.find((level) => changes.some((change) => change.class === level)) ?? 'info';

/** Every event of a schema is written for its team. */
const teamOf = ({ metadata }: Projected<SchemaEvent>) => metadata.team_id ?? '';
