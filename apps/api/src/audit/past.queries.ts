import { Injectable } from '@nestjs/common';
import type { Db } from '@pgai/db/pool.js';
import { aggregateOf, aggregates } from '@pgai/domain/aggregates.js';
import { sql } from 'kysely';
import { Tenancy } from '../platform/tenancy.js';
import { type Folded, foldAll } from './fold.js';
import { type Base, Snapshots, statesAt } from './snapshots.js';

export type Slice = { after: string; limit: number };
export type Resource = Folded & { stream: string };

const ofAggregates = Object.keys(aggregates).map((type) => `${type}-%`);

/** What a team's resources were at a position: the nearest snapshot before it, and the events since, through the deciders. */
@Injectable()
export class PastQueries {
  constructor(
    private readonly tenancy: Tenancy,
    private readonly snapshots: Snapshots,
  ) {}

  /** The team's last event at or before a position or a time; undefined before the first. */
  place(team: string, { position, at }: { position?: string; at?: string }) {
    return this.tenancy.team(team, (db) => {
      const entries = db
        .selectFrom('read.ledger_entry')
        .where('team_id', '=', team)
        .select(['position', 'at']);
      const upTo = position === undefined ? entries : entries.where('position', '<=', position);
      return (at === undefined ? upTo : upTo.where('at', '<=', new Date(at)))
        .orderBy('position', 'desc')
        .limit(1)
        .executeTakeFirst();
    });
  }

  async eventsAfter(team: string, position: string) {
    const { events } = await this.tenancy.team(team, (db) =>
      db
        .selectFrom('read.ledger_entry')
        .where('team_id', '=', team)
        .where('position', '>', position)
        .select((eb) => eb.cast<number>(eb.fn.countAll(), 'integer').as('events'))
        .executeTakeFirstOrThrow(),
    );
    return events;
  }

  /** All resources in the order of their names, one more than asked for if there are more. */
  resources(team: string, position: string, slice: Slice): Promise<Resource[]> {
    return this.snapshots.below(team, position, async (db, base) => {
      const streams = await streamsOf(db, team, base, slice);
      const states = await statesOf(db, team, base, streams);
      return streams.flatMap((stream) => ({ stream, ...(states.get(stream) as Folded) }));
    });
  }

  /** Those of these streams that there were. */
  states(team: string, position: string, streams: string[]): Promise<Map<string, Folded>> {
    return this.snapshots.below(team, position, (db, base) => statesOf(db, team, base, streams));
  }

  /** Streams with events after one position and up to another, one more than asked for if there are more. */
  async moved(team: string, from: string, to: string, { after, limit }: Slice) {
    const { rows } = await this.tenancy.team(team, (db) =>
      sql<{ stream: string }>`
        select distinct stream collate "C" as stream from read.ledger_entry
        where team_id = ${team} and position > ${from} and position <= ${to}
          and stream like any (${ofAggregates}::text[]) and stream collate "C" > ${after}
        order by 1 limit ${limit + 1}`.execute(db),
    );
    return rows.map(({ stream }) => stream);
  }
}

async function streamsOf(db: Db, team: string, { snapshot, events }: Base, { after, limit }: Slice) {
  const { rows } = await sql<{ stream: string }>`
    select distinct stream from app.resource_snapshot
    where team_id = ${team} and position <= ${snapshot} and stream > ${after} order by stream limit ${limit + 1}`.execute(
    db,
  );
  const since = events.map(({ stream }) => stream).filter((stream) => stream > after && aggregateOf(stream));
  return [...new Set([...rows.map(({ stream }) => stream), ...since])].sort().slice(0, limit + 1);
}

async function statesOf(db: Db, team: string, { snapshot, events }: Base, streams: string[]) {
  const wanted = new Set(streams);
  const states = await statesAt(db, team, snapshot, streams);
  return foldAll(
    states,
    events.filter(({ stream }) => wanted.has(stream)),
  );
}
