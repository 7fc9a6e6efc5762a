import type { ReadTables } from '@pgai/db/tables.js';
import type { ExportFilter } from '@pgai/domain/exports/export.js';
import { type ReadSubtrees, treeRoot } from '@pgai/ledger/proofs.js';
import type { Selectable } from 'kysely';
import type pg from 'pg';

export type LedgerRow = Selectable<ReadTables['ledger_entry']>;
/** The ledger has not come as far as the event that asks for it. */
export class LedgerBehind extends Error {}

type Client = Pick<pg.PoolClient, 'query'>;

/** Where the hashes of proofs are stored. */
export const subtreesIn =
  (client: Client): ReadSubtrees =>
  async (wanted) => {
    const leaves = [...new Set(wanted.map(({ leaf }) => leaf))];
    const { rows } = await client.query<Pick<LedgerRow, 'leaf_index' | 'subtrees'>>(
      'select leaf_index, subtrees from read.ledger_entry where leaf_index = any($1::bigint[])',
      [leaves],
    );
    const stored = new Map(rows.map(({ leaf_index, subtrees }) => [Number(leaf_index), subtrees]));
    return wanted.map(({ leaf, height }) => {
      const root = stored.get(leaf)?.[height];
      if (!root) throw new Error(`The ledger lacks the subtree of height ${height} at leaf ${leaf}.`);
      return root;
    });
  };

/** The tree as it is, once it has come to a position. @throws LedgerBehind while it has not */
export async function treeAt(client: Client, position: string) {
  const { rows } = await client.query<{ size: string; reached: boolean }>(
    `select coalesce(max(leaf_index) + 1, 0) as size, coalesce(max(position), 0) >= $1 as reached
     from read.ledger_entry`,
    [position],
  );
  if (!rows[0]?.reached) throw new LedgerBehind(`The ledger has not come to position ${position} yet.`);
  const size = Number(rows[0].size);
  return { size, root: await treeRoot(size, subtreesIn(client)) };
}

const conditions: Record<keyof ExportFilter, string> = {
  from: 'at >= $::timestamptz',
  to: 'at < $::timestamptz',
  action: 'action = $',
  actor_id: 'actor_id = $',
  resource_type: 'resource_type = $',
  resource_id: 'resource_id = $',
};

/** The leaves of a team that the filter lets through, in the order of the log. */
export async function leavesOf(client: Client, team: string, size: number, filter: ExportFilter) {
  const values: unknown[] = [team, size];
  const where = Object.entries(filter).map(([name, value]) => {
    values.push(value);
    return conditions[name as keyof ExportFilter].replace('$', `$${values.length}`);
  });
  const { rows } = await client.query<{ leaf_index: string }>(
    `select leaf_index from read.ledger_entry
     where ${['team_id = $1', 'leaf_index < $2', ...where].join(' and ')} order by position`,
    values,
  );
  return rows.map(({ leaf_index }) => Number(leaf_index));
}

export async function rowsAt(client: Client, leaves: number[]) {
  const { rows } = await client.query<LedgerRow>(
    'select * from read.ledger_entry where leaf_index = any($1::bigint[]) order by leaf_index',
    [leaves],
  );
  return rows;
}
