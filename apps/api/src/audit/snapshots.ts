import { Injectable } from '@nestjs/common';
import type { Db } from '@pgai/db/pool.js';
import { type Json, packed, unpacked } from '@pgai/domain/state-json.js';
import { sql } from 'kysely';
import { Tenancy } from '../platform/tenancy.js';
import { type Folded, foldAll, type LedgerEvent } from './fold.js';
import { program } from './program.js';

/** A snapshot, and the events from there to the position asked for. Position 0 stands before everything. */
export type Base = { snapshot: string; events: LedgerEvent[] };

/**
 * The states of a team's resources at every some thousandth of its events, made when a position behind them is asked for.
 * The newest of the chain is locked while it is read: a deletion, which begins with the older ones, then has to wait.
 */
@Injectable()
export class Snapshots {
  /** So many events of a team lie between two snapshots: as many are replayed at most. */
  eventsBetween = 5_000;
  private readonly program = program();

  constructor(private readonly tenancy: Tenancy) {}

  /** Reads what is missing in steps, each a transaction of its own; then does the work on top of the last snapshot. */
  async below<T>(team: string, position: string, work: (db: Db, base: Base) => Promise<T>): Promise<T> {
    for (;;) {
      const step = await this.tenancy.team(team, async (db) => {
        const snapshot = await this.newest(db, team, position);
        const events = await eventsOf(db, team, { after: snapshot, position, limit: this.eventsBetween });
        if (events.length < this.eventsBetween) return { done: await work(db, { snapshot, events }) };
        await this.make(db, team, snapshot, events);
      });
      if (step) return step.done;
    }
  }

  private async newest(db: Db, team: string, position: string) {
    const row = await db
      .selectFrom('app.team_snapshot')
      .select('position')
      .where('team_id', '=', team)
      .where('program', '=', this.program)
      .where('position', '<=', position)
      .orderBy('position', 'desc')
      .limit(1)
      .forKeyShare()
      .executeTakeFirst();
    return row?.position ?? '0';
  }

  private async make(db: Db, team: string, previous: string, events: LedgerEvent[]) {
    const { position } = events.at(-1) as LedgerEvent;
    if (previous === '0')
      await db
        .deleteFrom('app.team_snapshot')
        .where('team_id', '=', team)
        .where('program', '<>', this.program)
        .execute();
    const made = await db
      .insertInto('app.team_snapshot')
      .values({
        team_id: team,
        position,
        previous: previous === '0' ? null : previous,
        program: this.program,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('position')
      .executeTakeFirst();
    if (!made) return; // somebody else has made it in the meantime

    const touched = [...new Set(events.map(({ stream }) => stream))];
    const states = [...foldAll(await statesAt(db, team, previous, touched), events)];
    await sql`
      insert into app.resource_snapshot (team_id, stream, position, revision, state)
      select ${team}, s.stream, ${position}, s.revision, s.state::json
      from unnest(${states.map(([stream]) => stream)}::text[], ${states.map(([, { revision }]) => revision)}::bigint[],
        ${states.map(([, { state }]) => JSON.stringify(packed(state)))}::text[]) as s (stream, revision, state)`.execute(
      db,
    );
  }
}

/** Of these streams what the snapshot at this position, or one before it, says. */
export async function statesAt(db: Db, team: string, snapshot: string, streams: string[]) {
  if (snapshot === '0' || streams.length === 0) return new Map<string, Folded>();
  const { rows } = await sql<{ stream: string; revision: string; state: Json }>`
    select s.stream, r.revision, r.state from unnest(${streams}::text[]) as s (stream), lateral (
      select revision, state from app.resource_snapshot
      where team_id = ${team} and stream = s.stream and position <= ${snapshot}
      order by position desc limit 1) r`.execute(db);
  return new Map(rows.map(({ stream, revision, state }) => [stream, { revision, state: unpacked(state) }]));
}

type Stretch = { after: string; position: string; limit: number };

/** The events of a team after one position, up to another; no more than lie between two snapshots. */
async function eventsOf(db: Db, team: string, { after, position, limit }: Stretch): Promise<LedgerEvent[]> {
  const { rows } = await sql<LedgerEvent>`
    select position, stream, revision, action, data, (metadata->>'schema')::integer as schema
    from read.ledger_entry
    where team_id = ${team} and position > ${after} and position <= ${position}
    order by position limit ${limit}`.execute(db);
  return rows;
}
