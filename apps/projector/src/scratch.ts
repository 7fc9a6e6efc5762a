import type { Recorded } from '@pgai/event-store/event.js';
import type { CompiledQuery } from 'kysely';
import pg from 'pg';
import { queriesFor, relevantTo } from './apply.js';
import { Feed } from './feed.js';
import type { Open, Projection } from './projection.js';
import { Session } from './session.js';

const id = pg.escapeIdentifier;

/**
 * A schema with empty copies of a projection's tables, to replay the log into while the live ones serve.
 * A crash leaves the schema behind; the next scratch of that name removes it.
 */
export class Scratch {
  position = 0n;
  events = 0;

  private constructor(
    readonly session: Session,
    readonly schema: string,
    private readonly projection: Projection,
    private readonly open: Open,
  ) {}

  static async create(
    databaseUrl: string,
    purpose: 'rebuild' | 'verify',
    projection: Projection,
    open: Open,
  ) {
    const schema = `${purpose}_${projection.name.replaceAll('-', '_')}`;
    const session = await Session.open(databaseUrl, `pgai ${purpose} ${projection.name}`, schema);
    try {
      const { rows } = await session.query<{ free: boolean }>(
        'select pg_try_advisory_lock(hashtextextended($1, 0)) as free',
        [`pgai ${schema}`],
      );
      if (!rows[0]?.free) throw new Error(`Another ${purpose} of ${projection.name} is under way.`);
      await session.query('set synchronous_commit to off'); // nothing in a scratch needs to survive a crash
      await session.query("set timezone to 'UTC'");
      await session.query(`drop schema if exists ${id(schema)} cascade`);
      await session.query(`create schema ${id(schema)}`);
      for (const table of projection.tables)
        await session.query(`create unlogged table ${id(table)} (like read.${id(table)} including all)`);
      return new Scratch(session, schema, projection, open);
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  /** Fills the tables; each batch is a transaction of its own, unless one is open. */
  async replay(log: AsyncIterable<Recorded>) {
    const feed = new Feed(log, 2_000);
    const apply = async (queries: CompiledQuery[]) => {
      const { failure } = await this.session.batch(queries);
      if (failure) throw failure;
    };
    let applied = Promise.resolve();
    try {
      for (;;) {
        const events = await feed.take(500);
        if (!events) return await applied;
        const queries = await queriesFor(this.projection, relevantTo(this.projection, events), this.open);
        await applied;
        applied = queries.length > 0 ? apply(queries) : applied; // while the next batch is read and compiled
        applied.catch(() => undefined); // thrown by the await above
        this.position = events.at(-1)?.position ?? this.position;
        this.events += events.length;
      }
    } finally {
      feed.stop();
    }
  }

  async close() {
    await this.session.query('rollback').catch(() => undefined);
    await this.session.query(`drop schema if exists ${id(this.schema)} cascade`).catch(() => undefined);
    await this.session.close();
  }
}
