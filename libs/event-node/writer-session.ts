import pg from 'pg';
import type { StoredEvent } from './event.js';
import { loadHeads } from './load-heads.js';
import { createTables } from './schema.js';
import { takeLock } from './writer-lock.js';

/**
 * The one connection that writes. It also holds the lock, so that losing it means losing both together:
 * a node that is cut off cannot write beside its successor.
 */
export class WriterSession {
  readonly #client: pg.Client;
  /** Resolves when the connection is gone without having been closed by us. */
  readonly lost: Promise<unknown>;
  #closing = false;

  private constructor(client: pg.Client) {
    this.#client = client;
    this.lost = new Promise((resolve) => {
      client.on('error', resolve);
      client.on('end', () => {
        if (!this.#closing) resolve(new Error('The connection to PostgreSQL ended.'));
      });
    });
  }

  static async open(databaseUrl: string) {
    const client = new pg.Client({
      connectionString: databaseUrl,
      application_name: 'event store node: writer',
      keepAlive: true,
      statement_timeout: 30_000,
    });
    const session = new WriterSession(client);
    await client.connect().catch((cause) => {
      throw new Error(`Cannot connect to PostgreSQL: ${reasonOf(cause)}`, { cause });
    });
    try {
      await takeLock(client);
      await client.query(createTables);
    } catch (error) {
      await session.close();
      throw error;
    }
    return session;
  }

  async lastPosition() {
    const { rows } = await this.#client.query<{ position: string }>(
      'select coalesce(max(position), 0) as position from node.events',
    );
    return BigInt(rows[0]?.position ?? 0);
  }

  /** One statement, hence one transaction: all of these events become durable, or none. */
  async insert(events: StoredEvent[]) {
    await this.#client.query({
      name: 'insert',
      text: `
        insert into node.events (position, stream, revision, id, type, json, data, meta, created)
        select * from unnest(
          $1::bigint[], $2::text[], $3::bigint[], $4::uuid[], $5::text[], $6::boolean[], $7::bytea[], $8::bytea[],
          $9::bigint[])`,
      values: [
        events.map((event) => event.position),
        events.map((event) => event.stream),
        events.map((event) => event.revision),
        events.map((event) => event.id),
        events.map((event) => event.type),
        events.map((event) => event.json),
        events.map((event) => event.data),
        events.map((event) => event.meta),
        events.map((event) => event.created),
      ],
    });
  }

  heads(bases: string[]) {
    return loadHeads(this.#client, bases);
  }

  close() {
    this.#closing = true;
    return this.#client.end();
  }
}

/** A name with several addresses fails once for each, and the sum of it says nothing itself. */
const reasonOf = (error: unknown): unknown =>
  error instanceof AggregateError
    ? error.errors.map(reasonOf).join('; ')
    : error instanceof Error
      ? error.message
      : error;
