import { DomainError } from '@pgai/domain/domain-error.js';
import type { SchemaReader } from '@pgai/schemas/schema-reader.js';
import { TargetError } from '@pgai/target/target-error.js';
import type pg from 'pg';
import type { Logger } from 'pino';
import { Watch } from '../watch.js';

type Parts = { reader: SchemaReader; pool: pg.Pool; logger: Logger };
type Due = { connection_id: string; team_id: string };

const pollMs = 500;
/** Four databases at a time: with 50 due at once, nobody else is made to wait for them. */
const mostAtOnce = 4;
const usualPauseMs = 3_000;
const longestPauseMs = 60_000;
/** Looking takes at most this share of one processor of the server that is looked at. */
const share = 0.02;

/** Looks whether schemas moved, by their fingerprints, and has read what did. */
export class SchemaWatch {
  private readonly watch = new Watch<Due>({
    pollMs,
    mostAtOnce,
    claim: (atMost) => this.claim(atMost),
    look: (due) => this.look(due),
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
      `update app.schema_watch set next_at = now() + interval '60 seconds'
       where connection_id in (select connection_id from app.schema_watch where next_at <= now()
                               order by next_at limit $1 for update skip locked)
       returning connection_id, team_id`,
      [atMost],
    );
    return rows;
  }

  private async look({ connection_id, team_id }: Due) {
    const { reader, logger } = this.parts;
    const access = { purpose: 'schema', by: { kind: 'system', id: 'schema-catalog' } } as const;
    try {
      const { ms, read } = await reader.refresh({ teamId: team_id, connectionId: connection_id, access });
      await this.next(connection_id, read === 'nothing' ? pauseAfter(ms) : usualPauseMs);
    } catch (error) {
      if (error instanceof DomainError && error.code !== 'schema-moved') return; // disabled or archived a moment ago
      const expected = error instanceof TargetError || error instanceof DomainError; // told by the log already
      if (!expected) logger.warn({ err: error, connection_id }, 'a schema could not be looked at');
      await this.next(connection_id, usualPauseMs * 3).catch(() => undefined);
    }
  }

  private async next(id: string, pauseMs: number) {
    await this.parts.pool.query(
      `update app.schema_watch set next_at = now() + $2 * interval '1 ms'
       where connection_id = $1 and next_at <> 'infinity'`,
      [id, pauseMs],
    );
  }
}

const pauseAfter = (ms: number) => Math.min(longestPauseMs, Math.max(usualPauseMs, ms / share));
