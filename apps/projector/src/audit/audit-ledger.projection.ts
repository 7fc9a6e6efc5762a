import { describe, leafOf } from '@pgai/ledger/entry.js';
import { sql } from 'kysely';
import type { Projection } from '../projection.js';

/**
 * Answers: who did what, when, to what, and how is that proven? One leaf per event of ours. The places in the tree and the
 * subtrees come from the rows before, so they are reckoned by the database, in the transaction of the batch.
 */
export const auditLedger: Projection = {
  name: 'audit-ledger',
  tables: ['ledger_entry'],
  on: {},
  notifies: true,
  every: (db, events) => {
    const rows = events.map(({ stored, ...event }) => {
      const logged = { ...event, data: stored };
      return { ...event, ...describe(logged), stored, leaf: leafOf(logged) };
    });
    const all = <T>(of: (row: (typeof rows)[number]) => T) => rows.map(of);
    const query = sql`
      select read.append_leaves(
        ${all((row) => row.position)}::bigint[], ${all((row) => row.stream)}::text[],
        ${all((row) => row.revision)}::bigint[], ${all((row) => row.id)}::uuid[], ${all((row) => row.action)}::text[],
        ${all((row) => row.team_id)}::text[], ${all((row) => row.actor_kind)}::text[],
        ${all((row) => row.actor_id)}::text[], ${all((row) => row.resource_type)}::text[],
        ${all((row) => row.resource_id)}::text[], ${all((row) => row.correlation_id)}::text[],
        ${all((row) => row.at)}::timestamptz[], ${all((row) => JSON.stringify(row.stored))}::text[],
        ${all((row) => JSON.stringify(row.metadata))}::text[], ${all((row) => row.leaf)}::bytea[])`;
    return { compile: () => query.compile(db) };
  },
};
