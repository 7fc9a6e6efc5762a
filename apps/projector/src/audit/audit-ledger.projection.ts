import { describe, leafOf } from '@pgai/ledger/entry.js';
import { sql } from 'kysely';
import type { Projection } from '../projection.js';

/**
 * Answers: who did what, when, to what, and how is that proven? One leaf per event of ours. The place in the tree and the
 * subtrees come from the rows before, so they are reckoned by the database, in the transaction of the batch.
 */
export const auditLedger: Projection = {
  name: 'audit-ledger',
  tables: ['ledger_entry'],
  on: {},
  notifies: true,
  every: (db, { stored, ...event }) => {
    const logged = { ...event, data: stored };
    const { position, stream, revision, id, metadata } = logged;
    const { action, team_id, actor_kind, actor_id, resource_type, resource_id, correlation_id, at } =
      describe(logged);
    const query = sql`
      insert into ledger_entry (leaf_index, position, stream, revision, event_id, action, team_id, actor_kind, actor_id,
        resource_type, resource_id, correlation_id, at, data, metadata, subtrees)
      select next.leaf_index, ${position}::bigint, ${stream}, ${revision}::bigint, ${id}::uuid, ${action}, ${team_id},
        ${actor_kind}, ${actor_id}, ${resource_type}, ${resource_id}, ${correlation_id}, ${at}::timestamptz,
        ${JSON.stringify(stored)}::json, ${JSON.stringify(metadata)}::json,
        read.completed_subtrees(next.leaf_index, ${leafOf(logged)}::bytea)
      from (select coalesce(max(leaf_index) + 1, 0) as leaf_index from ledger_entry) next`;
    return { compile: () => query.compile(db) };
  },
};
