import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { createDatabase } from './database.ts';

export type Shop = Awaited<ReturnType<typeof startShop>>;

/** A small database of somebody's own, with a user that has a password. */
export async function startShop(serverUrl: string) {
  const made = await createDatabase();
  const username = `shop_${randomBytes(6).toString('hex')}`;
  const password = `canary-${randomBytes(12).toString('hex')}`;
  const database = new URL(made.url).pathname.slice(1);
  const admin = new pg.Client(made.url);
  await admin.connect();
  admin.on('error', () => undefined);
  await admin.query(`create role ${username} login password '${password}'`);
  await admin.query(
    `create table item (item_id int primary key, name text); insert into item values (1, 'tea')`,
  );
  await admin.query(
    `grant select on item to ${username}; grant create on database ${database} to ${username}`,
  );
  const { hostname, port } = new URL(serverUrl);

  return {
    username,
    password,
    database,
    fields: (more: object = {}) => ({
      name: 'shop',
      engine: 'postgres',
      host: hostname,
      port: Number(port),
      database,
      username,
      password,
      ssl_mode: 'prefer',
      pool: { min: 0, max: 5 },
      ...more,
    }),
    query: (text: string) => admin.query(text),
    /** Nobody gets in any more, and who is in is put out. */
    async close() {
      await asAdmin(serverUrl, `alter database ${database} allow_connections false`);
      await asAdmin(
        serverUrl,
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database}'`,
      );
    },
    open: () => asAdmin(serverUrl, `alter database ${database} allow_connections true`),
    async drop() {
      await admin.end().catch(() => undefined);
      await asAdmin(serverUrl, `drop database if exists ${database} with (force)`);
      await asAdmin(serverUrl, `drop role if exists ${username}`);
    },
  };
}

async function asAdmin(url: string, sql: string) {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
