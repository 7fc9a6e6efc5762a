import { randomUUID } from 'node:crypto';
import type { ConnectedDatabases } from '@pgai/connections/connected-databases.js';
import { connection } from '@pgai/domain/connections/connection.js';
import { DomainError } from '@pgai/domain/domain-error.js';
import type { EventStore } from '@pgai/event-store/event-store.js';
import { handle } from '@pgai/event-store/handle.js';
import type pg from 'pg';
import type { Logger } from 'pino';
import { Watch } from '../watch.js';
import { judge, look } from './look.js';

type Parts = { databases: ConnectedDatabases; store: EventStore; pool: pg.Pool; logger: Logger };
type Due = { connection_id: string; team_id: string; failures: number };

const pollMs = 1_000;
const mostAtOnce = 20;

/** Looks at every active connection, again and again. */
export class HealthWatch {
  private readonly watch = new Watch<Due>({
    pollMs,
    mostAtOnce,
    claim: (atMost) => this.claim(atMost),
    look: (due) => this.check(due),
  });

  constructor(private readonly parts: Parts) {}

  start() {
    this.watch.start();
  }

  stop() {
    return this.watch.stop();
  }

  private async claim(atMost: number) {
    const { rows } = await this.parts.pool.query<Due>(
      `update app.connection_check set next_at = now() + interval '30 seconds'
       where connection_id in (select connection_id from app.connection_check where next_at <= now()
                               order by next_at limit $1 for update skip locked)
       returning connection_id, team_id, failures`,
      [atMost],
    );
    return rows;
  }

  private async check({ connection_id, team_id, failures }: Due) {
    const { databases, pool, logger } = this.parts;
    try {
      const seen = await look(databases, connection_id);
      const verdict = judge(seen, failures, Math.random());
      if (verdict.report) await this.report(connection_id, team_id, verdict.report);
      await pool.query(
        `with looked as (
           update app.connection_check set failures = $2, checked_at = now(), ms = $3, code = $4, detail = $5,
             server = coalesce($6, server),
             next_at = case when next_at is not null then now() + $7 * interval '1 ms' end
           where connection_id = $1
         )
         insert into app.connection_latency (connection_id, team_id, ms) values ($1, $8, $3)`,
        [
          connection_id,
          verdict.failures,
          seen.ms,
          seen.code,
          seen.detail,
          seen.server,
          verdict.pauseMs,
          team_id,
        ],
      );
    } catch (error) {
      if (error instanceof DomainError) return; // disabled or archived a moment ago
      logger.warn({ err: error, connection_id }, 'a connection could not be looked at');
    }
  }

  private async report(
    id: string,
    team_id: string,
    report: { health: 'healthy' | 'degraded' | 'down'; reason: string },
  ) {
    const commandId = randomUUID();
    const metadata = {
      actor: { kind: 'system', id: 'connection-health' },
      team_id,
      correlation_id: commandId,
      causation_id: null,
      request_id: commandId,
      at: new Date().toISOString(),
      schema: 1,
    } as const;
    await handle(
      this.parts.store,
      connection,
      `connection-${id}`,
      { type: 'ReportHealth', ...report },
      { commandId, metadata },
    );
  }
}
