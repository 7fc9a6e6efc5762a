import { Injectable } from '@nestjs/common';
import { Db } from '@pgai/db/pool.js';
import type { ReadTables } from '@pgai/db/tables.js';
import type { Subtree } from '@pgai/ledger/proofs.js';
import { type Selectable, sql } from 'kysely';
import { Tenancy } from '../platform/tenancy.js';

type Entry = Selectable<ReadTables['ledger_entry']>;

/** The tree of all teams: hashes for proofs, rows for whoever compares them with the log. */
@Injectable()
export class LedgerQueries {
  constructor(
    private readonly db: Db,
    private readonly tenancy: Tenancy,
  ) {}

  async size() {
    const { rows } = await sql<{ size: string }>`select read.ledger_size() as size`.execute(this.db);
    return Number(rows[0]?.size);
  }

  /** @throws when one is not there: the table was changed by somebody else */
  async subtrees(wanted: Subtree[]): Promise<Buffer[]> {
    const leaves = [...new Set(wanted.map(({ leaf }) => leaf))];
    const { rows } = await sql<Pick<Entry, 'leaf_index' | 'subtrees'>>`
      select leaf_index, subtrees from read.ledger_subtrees(${leaves}::bigint[])`.execute(this.db);
    const stored = new Map(rows.map(({ leaf_index, subtrees }) => [Number(leaf_index), subtrees]));
    return wanted.map(({ leaf, height }) => {
      const root = stored.get(leaf)?.[height];
      if (!root) throw new Error(`The ledger lacks the subtree of height ${height} at leaf ${leaf}.`);
      return root;
    });
  }

  /** How far the ledger should reach: its checkpoint, and whatever it has beyond that. */
  async reach(): Promise<bigint> {
    const { rows } = await sql<{ position: string }>`select read.ledger_reach() as position`.execute(this.db);
    return BigInt(rows[0]?.position ?? 0);
  }

  /** Rows in the order of the tree, up to a position of the log. */
  async *rows(reach: bigint) {
    for (let after = -1n; ; ) {
      const { rows } = await sql<Entry>`
        select * from read.whole_ledger(${String(after)}, ${String(reach)}, 1000)`.execute(this.db);
      yield* rows;
      const last = rows.at(-1);
      if (!last) return undefined;
      after = BigInt(last.leaf_index);
    }
  }

  async leavesOf(teamId: string, size: number) {
    const rows = await this.tenancy.team(teamId, (db) =>
      db
        .selectFrom('read.ledger_entry')
        .select('leaf_index')
        .where('team_id', '=', teamId)
        .where('leaf_index', '<', String(size))
        .orderBy('position')
        .execute(),
    );
    return rows.map(({ leaf_index }) => Number(leaf_index));
  }

  entriesOf(teamId: string, leaves: number[]) {
    return this.tenancy.team(teamId, (db) =>
      db
        .selectFrom('read.ledger_entry')
        .selectAll()
        .where('team_id', '=', teamId)
        .where('leaf_index', '=', sql<string>`any(${leaves}::bigint[])`)
        .orderBy('leaf_index')
        .execute(),
    );
  }
}
