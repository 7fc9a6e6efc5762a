import { Injectable } from '@nestjs/common';
import { Db } from '@pgai/db/pool.js';
import type { ReadTables } from '@pgai/db/tables.js';
import type { Subtree } from '@pgai/ledger/proofs.js';
import { type Selectable, sql } from 'kysely';
import { Tenancy } from '../platform/tenancy.js';

type Entry = Selectable<ReadTables['ledger_entry']>;

/** A row as PostgreSQL prints it, column by column; the time as seconds. */
export type LedgerRow = { [Column in Exclude<keyof Entry, 'team_id'>]: string } & { team_id: string | null };

const pageRows = 2_000;

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

  /** Pages of rows in the order of the tree, up to a position of the log; each is fetched while the one before is used. */
  async *rows(reach: bigint): AsyncGenerator<LedgerRow[], undefined> {
    for (let page = this.page('-1', reach); ; ) {
      const rows = await page;
      const last = rows.at(-1);
      if (!last) return undefined;
      page = this.page(last.leaf_index, reach);
      page.catch(() => undefined); // thrown by the await above, unless nobody asks any more
      yield rows;
    }
  }

  private async page(after: string, reach: bigint) {
    const { rows } = await sql<LedgerRow>`
      select * from read.ledger_as_text(${after}, ${String(reach)}, ${pageRows})`.execute(this.db);
    return rows;
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
