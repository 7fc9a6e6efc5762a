import { Injectable } from '@nestjs/common';
import type { Retention } from '@pgai/contracts/privacy.js';
import {
  effectiveDays,
  type Removed,
  type RetentionDays,
  retained,
  retainedIn,
  retentionRunsAt,
} from '@pgai/domain/privacy/retention.js';
import { Tenancy } from '../platform/tenancy.js';

type Row = {
  days: unknown;
  set_at: Date | null;
  last_run_at: Date | null;
  last_removed: unknown;
  revision: number;
};

@Injectable()
export class RetentionQueries {
  constructor(private readonly tenancy: Tenancy) {}

  async of(teamId: string): Promise<Retention & { revision: number }> {
    const rows = await this.tenancy.team(teamId, (db) =>
      db
        .selectFrom('read.retention')
        .select(['scope', 'days', 'set_at', 'last_run_at', 'last_removed', 'revision'])
        .where('scope', 'in', [teamId, 'deployment'])
        .execute(),
    );
    const rowOf = (id: string) => rows.find(({ scope }) => scope === id);
    const team = scopeOf('team', rowOf(teamId));
    return {
      team,
      deployment: scopeOf('deployment', rowOf('deployment')),
      next_run_at: nextRun(new Date()).toISOString(),
      revision: team.revision,
    };
  }
}

function scopeOf(kind: 'team' | 'deployment', row: Row | undefined): Retention['team'] {
  const days = effectiveDays(kind, { days: (row?.days ?? {}) as RetentionDays });
  const removed = (row?.last_removed ?? []) as Removed[];
  return {
    lines: retainedIn(kind).map((what) => ({
      what,
      days: days[what] ?? retained[what].days,
      most: retained[what].most,
      removed: removed.find((line) => line.what === what)?.count ?? null,
    })),
    set_at: row?.set_at?.toISOString() ?? null,
    last_run_at: row?.last_run_at?.toISOString() ?? null,
    revision: row?.revision ?? -1,
  };
}

/** Today's run, or tomorrow's once that has begun. */
export function nextRun(now: Date) {
  const run = new Date(now);
  run.setUTCHours(retentionRunsAt.hour, retentionRunsAt.minute, 0, 0);
  if (run <= now) run.setUTCDate(run.getUTCDate() + 1);
  return run;
}
