import type { ConnectedDatabases } from '@pgai/connections/connected-databases.js';
import { DomainError } from '@pgai/domain/domain-error.js';
import type { SchemaReader } from '@pgai/schemas/schema-reader.js';
import { TargetError } from '@pgai/target/target-error.js';
import type pg from 'pg';
import type { Logger } from 'pino';
import { Watch } from '../watch.js';
import { TrailListeners } from './trail-listeners.js';

type Parts = { reader: SchemaReader; databases: ConnectedDatabases; pool: pg.Pool; logger: Logger };
/** `until`: when it is due again, should this look never end */
type Due = { connection_id: string; team_id: string; until: string };

const pollMs = 500;
/** Four databases at a time: with 50 due at once, nobody else is made to wait for them. */
const mostAtOnce = 4;
const usualPauseMs = 3_000;
const longestPauseMs = 60_000;
/** Looking takes at most this share of one processor of the server that is looked at. */
const share = 0.02;

/** Looks whether schemas moved, by their fingerprints, and has read what did; at once where a trail says so. */
export class SchemaWatch {
  private readonly watch = new Watch<Due>({
    pollMs,
    mostAtOnce,
    claim: (atMost) => this.claim(atMost),
    look: (due) => this.look(due),
  });

  private readonly looks = new Map<string, Promise<void>>();
  private readonly listeners: TrailListeners;

  constructor(private readonly parts: Parts) {
    const { databases } = parts;
    this.listeners = new TrailListeners({ databases, wake: (id) => this.wake(id) });
  }

  start() {
    this.watch.start();
  }

  async stop() {
    await Promise.all([this.watch.stop(), this.listeners.stop()]);
  }

  private async claim(atMost: number) {
    const { rows } = await this.parts.pool.query<Due>(
      `update app.schema_watch set next_at = now() + interval '60 seconds'
       where connection_id in (select connection_id from app.schema_watch where next_at <= now()
                               order by next_at limit $1 for update skip locked)
       returning connection_id, team_id, next_at::text as until`,
      [atMost],
    );
    return rows;
  }

  /** One that comes while another is under way waits for it: that one may have begun before what this one is to see. */
  private async look(due: Due) {
    const { connection_id } = due;
    const done = (this.looks.get(connection_id) ?? Promise.resolve()).then(() => this.read(due));
    this.looks.set(connection_id, done);
    await done;
    if (this.looks.get(connection_id) === done) this.looks.delete(connection_id);
    this.listeners.want(connection_id);
  }

  private async read({ connection_id, team_id, until }: Due) {
    const { reader, logger } = this.parts;
    const access = { purpose: 'schema', by: { kind: 'system', id: 'schema-catalog' } } as const;
    try {
      const { ms, read } = await reader.refresh({ teamId: team_id, connectionId: connection_id, access });
      await this.next(connection_id, until, read === 'nothing' ? pauseAfter(ms) : usualPauseMs);
    } catch (error) {
      if (error instanceof DomainError && error.code !== 'schema-moved') return; // disabled or archived a moment ago
      const expected = error instanceof TargetError || error instanceof DomainError; // told by the log already
      if (!expected) logger.warn({ err: error, connection_id }, 'a schema could not be looked at');
      await this.next(connection_id, until, usualPauseMs * 3).catch(() => undefined);
    }
  }

  /** Who moved it meanwhile wants another look. */
  private async next(id: string, until: string, pauseMs: number) {
    await this.parts.pool.query(
      `update app.schema_watch set next_at = now() + $3 * interval '1 ms'
       where connection_id = $1 and next_at = $2::timestamptz`,
      [id, until, pauseMs],
    );
  }

  private wake(id: string) {
    return this.parts.pool.query(
      `update app.schema_watch set next_at = now() where connection_id = $1 and next_at <> 'infinity'`,
      [id],
    );
  }
}

const pauseAfter = (ms: number) => Math.min(longestPauseMs, Math.max(usualPauseMs, ms / share));
