import { Injectable } from '@nestjs/common';
import type { Density, DensityQuery } from '@pgai/contracts/as-of.js';
import { sql } from 'kysely';
import { Tenancy } from '../platform/tenancy.js';

type Row = { bar: number; events: number; position: string; began: Date };

@Injectable()
export class DensityQueries {
  constructor(private readonly tenancy: Tenancy) {}

  /** From the team's first event until now, unless told otherwise; the last bar ends with the very last moment. */
  async density(team: string, { bars, from, to = new Date().toISOString() }: DensityQuery): Promise<Density> {
    const { rows } = await this.tenancy.team(team, (db) =>
      sql<Row>`
        with reach as (
          select extract(epoch from began)::float8 as began, extract(epoch from ${to}::timestamptz)::float8 as ended
          from (select coalesce(${from ?? null}::timestamptz,
                  (select min(at) from read.ledger_entry where team_id = ${team})) as began) first
        )
        select least(width_bucket(extract(epoch from l.at)::float8, r.began, greatest(r.ended, r.began + 1), ${bars}::integer),
                 ${bars}::integer) as bar,
               count(*)::integer as events, max(l.position) as position, to_timestamp(max(r.began)) as began
        from read.ledger_entry l, reach r
        where l.team_id = ${team} and l.at >= to_timestamp(r.began) - interval '1 ms' and l.at <= ${to}::timestamptz
        group by 1 order by 1`.execute(db),
    );
    return {
      from: rows[0]?.began.toISOString() ?? from ?? null,
      to,
      bars,
      data: rows.map(({ bar, events, position }) => ({ bar: Math.max(bar, 1), events, position })),
    };
  }
}
