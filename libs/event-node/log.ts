import pg from 'pg';
import type { StoredEvent } from './event.js';
import { loadHeads } from './load-heads.js';

/** A page holds at most so many events, and ends early once it holds so many bytes. */
const PAGE_EVENTS = 1_000;
const PAGE_BYTES = 4 * 1024 * 1024;

const columns = 'position, stream, revision, id, type, json, data, meta, created';

type Fields = [string, string, string, string, string, boolean, Buffer, Buffer, string];

/** Reads of committed events. Pages, not cursors: a slow reader holds no connection. */
export class Log {
  readonly #pool: pg.Pool;

  constructor(databaseUrl: string) {
    this.#pool = new pg.Pool({
      connectionString: databaseUrl,
      application_name: 'event store node: reads',
      max: 6,
      connectionTimeoutMillis: 5_000,
    });
    this.#pool.on('error', () => undefined); // an idle connection died; the next read opens another
  }

  /** Positions are dense, so a range of them is a page. */
  allForwards(after: bigint, upTo: bigint, limit?: bigint) {
    return this.#page('all-forwards', 'position > $1 and position <= $2', 'position', limit, [after, upTo]);
  }

  allBackwards(before: bigint, limit?: bigint) {
    return this.#page('all-backwards', 'position < $1', 'position desc', limit, [before]);
  }

  streamForwards(stream: string, range: RevisionRange, limit?: bigint) {
    return this.#page('stream-forwards', inRange, 'revision', limit, rangeValues(stream, range));
  }

  streamBackwards(stream: string, range: RevisionRange, limit?: bigint) {
    return this.#page('stream-backwards', inRange, 'revision desc', limit, rangeValues(stream, range));
  }

  async at(places: { stream: string; revision: bigint }[]) {
    return this.#events(
      'at',
      `select ${columns} from node.events
      where (stream, revision) in (select * from unnest($1::text[], $2::bigint[]))`,
      [places.map(({ stream }) => stream), places.map(({ revision }) => revision)],
    );
  }

  async ids(stream: string, start: bigint, count: number) {
    const { rows } = await this.#pool.query<{ id: string; position: string; revision: string }>({
      name: 'ids',
      text: 'select id, position, revision from node.events where stream = $1 and revision >= $2 order by revision limit $3',
      values: [stream, start, count],
    });
    return rows.map(({ id, position, revision }) => ({
      id,
      position: BigInt(position),
      revision: BigInt(revision),
    }));
  }

  heads(bases: string[]) {
    return loadHeads(this.#pool, bases);
  }

  close() {
    return this.#pool.end();
  }

  #page(name: string, where: string, order: string, limit: bigint | undefined, values: unknown[]) {
    const place = `$${values.length + 1}`;
    return this.#events(
      name,
      `
      select ${columns} from (
        select *, sum(octet_length(data) + octet_length(meta)) over (order by ${order}) as bytes
        from (select * from node.events where ${where} order by ${order} limit ${place}) as page) as sized
      where bytes - octet_length(data) - octet_length(meta) < ${PAGE_BYTES} order by ${order}`,
      [...values, limit !== undefined && limit < PAGE_EVENTS ? limit : PAGE_EVENTS],
    );
  }

  async #events(name: string, text: string, values: unknown[]): Promise<StoredEvent[]> {
    const { rows } = await this.#pool.query<Fields>({ name, text, values, rowMode: 'array' });
    return rows.map(([position, stream, revision, id, type, json, data, meta, created]) => ({
      position: BigInt(position),
      stream,
      revision: BigInt(revision),
      id,
      type,
      json,
      data,
      meta,
      created: BigInt(created),
    }));
  }
}

export type RevisionRange = { first: bigint; last: bigint; createdSince: bigint };

const inRange = 'stream = $1 and revision >= $2 and revision <= $3 and created >= $4';
const rangeValues = (stream: string, { first, last, createdSince }: RevisionRange) => [
  stream,
  first,
  last,
  createdSince,
];
