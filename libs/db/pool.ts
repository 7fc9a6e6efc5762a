import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Database } from './tables.js';

type PoolOptions = {
  max?: number;
  name?: string /** works as this role from its first statement on */;
  role?: string;
};

/** Connections of one process to the platform database. A taken pool waits 5 s, then the request fails with a 503. */
export function createPool(databaseUrl: string, { max = 10, name = 'pgai', role }: PoolOptions = {}) {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max,
    application_name: name,
    ...(role && { options: `-c role=${role}` }),
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 300_000,
  });
  // A connection that dies says so by failing its queries; an idle one has none, and the next query opens another.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

export abstract class Db extends Kysely<Database> {}

export const createDb = (pool: pg.Pool): Db =>
  new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
