import { afterAll, expect, it } from 'vitest';
import { callsOf, readCalls } from './calls.js';
import { introspect } from './introspect.js';
import { serverVersion } from './query.js';
import { connect, otherServers, startServer } from './testing/servers.js';

const relations = [
  { oid: 1, schema: 'sales', name: 'orders' },
  { oid: 2, schema: 'sales', name: 'Odd "one"' },
  { oid: 3, schema: 'a', name: 'twice' },
  { oid: 4, schema: 'b', name: 'twice' },
];
const counted = (text: string) => [...callsOf([{ text, calls: 7 }], relations).keys()].sort();

it.each<[string, number[]]>([
  ['select orders from sales.ORDERS where note = $1', [1]],
  ['select * from orders o, sales."Odd ""one""" where orders.id = 1', [1, 2]],
  ['insert into orders (twice) values ($1) returning orders', [1]],
  ['update only sales.orders set a = $1', [1]],
  ['select * from twice', []],
  ['select * from b.twice join a.twice using (id)', [3, 4]],
  ["select 'from orders', orders, twice from x", []],
  ['', []],
])('%s', (text, expected) => expect(counted(text)).toEqual(expected));

const stops: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

it.each(otherServers())('counts what was run on $bin, and nothing where nobody counts', async (other) => {
  const server = await startServer(other, ['shared_preload_libraries=pg_stat_statements']);
  const { client, query, end } = await connect(server.url);
  stops.push(() => end().then(server.stop));
  const options = { version: await serverVersion(query) };
  expect(await readCalls(query, options)).toBeUndefined();
  await client.query(
    'create schema "Ext"; create extension pg_stat_statements schema "Ext"; create table t (id int); create table u (id int)',
  );
  for (let n = 0; n < 3; n++) await client.query('select * from t where id = 1');
  const catalog = await introspect(query, options);
  const calls = callsOf((await readCalls(query, options)) ?? [], catalog.relations);
  const idOf = (name: string) => catalog.relations.find((one) => one.name === name)?.oid ?? 0;
  expect([calls.get(idOf('t')), calls.get(idOf('u'))]).toEqual([3, undefined]);
});
