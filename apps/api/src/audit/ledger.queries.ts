import { Injectable } from '@nestjs/common';
import { Db } from '@pgai/db/pool.js';
import type { Subtree } from '@pgai/ledger/proofs.js';
import { sql } from 'kysely';

/** The tree of all teams: hashes for proofs, rows for whoever compares them with the log. */
@Injectable()
export class LedgerQueries {
  constructor(private readonly db: Db) {}

  async size() {
    const { size } = await this.db
      .selectFrom('read.ledger_entry')
      .select(sql<string>`coalesce(max(leaf_index) + 1, 0)`.as('size'))
      .executeTakeFirstOrThrow();
    return Number(size);
  }

  /** @throws when one is not there: the table was changed by somebody else */
  async subtrees(wanted: Subtree[]): Promise<Buffer[]> {
    const leaves = [...new Set(wanted.map(({ leaf }) => leaf))];
    const rows = await this.db
      .selectFrom('read.ledger_entry')
      .select(['leaf_index', 'subtrees'])
      .where('leaf_index', '=', sql<string>`any(${leaves}::bigint[])`)
      .execute();
    const stored = new Map(rows.map(({ leaf_index, subtrees }) => [Number(leaf_index), subtrees]));
    return wanted.map(({ leaf, height }) => {
      const root = stored.get(leaf)?.[height];
      if (!root) throw new Error(`The ledger lacks the subtree of height ${height} at leaf ${leaf}.`);
      return root;
    });
  }

  /** How far the ledger should reach: its checkpoint, and whatever it has beyond that. */
  async reach(): Promise<bigint> {
    const { position } = await this.db
      .selectNoFrom(
        sql<string>`greatest(
          coalesce((select position from read.checkpoint where projection = 'audit-ledger'), 0),
          coalesce((select max(position) from read.ledger_entry), 0))`.as('position'),
      )
      .executeTakeFirstOrThrow();
    return BigInt(position);
  }

  /** Rows in the order of the tree, up to a position of the log. */
  async *rows(reach: bigint) {
    for (let after = -1n; ; ) {
      const rows = await this.db
        .selectFrom('read.ledger_entry')
        .selectAll()
        .where('leaf_index', '>', String(after))
        .where('position', '<=', String(reach))
        .orderBy('leaf_index')
        .limit(1_000)
        .execute();
      yield* rows;
      const last = rows.at(-1);
      if (!last) return undefined;
      after = BigInt(last.leaf_index);
    }
  }

  async leavesOf(teamId: string, size: number) {
    const rows = await this.db
      .selectFrom('read.ledger_entry')
      .select('leaf_index')
      .where('team_id', '=', teamId)
      .where('leaf_index', '<', String(size))
      .orderBy('position')
      .execute();
    return rows.map(({ leaf_index }) => Number(leaf_index));
  }

  entries(leaves: number[]) {
    return this.db
      .selectFrom('read.ledger_entry')
      .selectAll()
      .where('leaf_index', '=', sql<string>`any(${leaves}::bigint[])`)
      .orderBy('leaf_index')
      .execute();
  }
}
