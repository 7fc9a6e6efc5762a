import { introspect } from '@pgai/catalog/introspect.js';
import type { Catalog } from '@pgai/catalog/model.js';
import { serverVersion } from '@pgai/catalog/query.js';
import { connect } from '@pgai/catalog/testing/servers.js';
import type { Suggestion } from '@pgai/contracts/view-analysis.js';
import { emptyQuery, type ViewContent } from '@pgai/contracts/view-definition.js';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../../../test/support/database.ts';
import { type Explained, explain } from './explain.js';
import { rules, suggest } from './suggest.js';
import { sales, sessionWith, targetOf } from './testing/sales.js';

let database: Awaited<ReturnType<typeof createDatabase>>;
let target: ReturnType<typeof targetOf>;
let session: Awaited<ReturnType<typeof sessionWith>>;
let owner: pg.Client;
let catalog: Catalog;
beforeAll(async () => {
  database = await createDatabase();
  target = targetOf(database.url);
  const { client, query } = await connect(database.url);
  owner = client;
  await owner.query(sales);
  await owner.query(`create table moved (n int); insert into moved select 1 from generate_series(1, 5000); analyze moved;
    insert into moved select g from generate_series(2, 5000) g, generate_series(1, 10)`);
  catalog = await introspect(query, { version: await serverVersion(query) });
  session = await sessionWith(target);
});
afterAll(async () => {
  await session.client.end();
  await owner.end();
  await database.drop();
});

const sqlContent = (sql: string): ViewContent => ({ profile: 'sql', sql, parameters: [], description: '' });
const planned = <T>(sql: string, analyze: boolean, look: (found: Explained) => Promise<T>) =>
  explain(session, target, { sql, parameters: [], values: [] }, analyze, look);
const suggested = (sql: string, analyze = false, content = sqlContent(sql)) =>
  explain(session, target, { sql, parameters: [], values: [] }, analyze, (found, ask) =>
    suggest(found, ask, { sql, content, catalog }),
  );
const named = async (rule: string, sql: string) =>
  (await suggested(sql, rule === 'estimate-far-off')).filter((one) => one.rule === rule);

const o = 'public."order"';
/** Where each rule speaks, and where it must not. */
const cases: Record<string, [fires: string, not: string[], statement?: string]> = {
  'missing-index-on-join': [
    `select c.name, l.item from public.blocked b join public.customer c on c.id = b.customer_id join ${o} o on o.customer_id = c.id join public.line l on l.order_id = o.id`,
    [
      `select c.name, o.id from public.customer c join ${o} o on o.customer_id = c.id`,
      'select c.name from public.blocked b join public.customer c on c.id = b.customer_id',
    ],
    'create index concurrently on public."order" (customer_id);',
  ],
  'missing-index-on-filter': [
    `select id from public.customer where city = 'City 7' and name > 'Customer 4'`,
    [
      `select id from public.customer where email = 'c1@example.com'`,
      `select id from public.shop where name = 'Shop 1'`,
      `select id from ${o} where state = 'paid'`,
    ],
    'create index concurrently on public.customer (city, name);',
  ],
  'cast-defeats-index': [
    `select id from public.customer where joined::date = '2020-03-01'`,
    [
      `select id from public.customer where joined >= '2020-03-01' and joined < '2020-03-02'`,
      `select id from public.customer where city::text = 'City 7'`,
    ],
  ],
  'function-on-indexed-column': [
    `select id from public.customer where lower(email) = 'c7@example.com'`,
    [
      `select id from public.customer where email = lower('C7@example.com')`,
      `select id from public.customer where lower(city) = 'city 7'`,
    ],
    'create index concurrently on public.customer (lower(email));',
  ],
  'leading-wildcard': [
    `select id from public.customer where note like '%abc%'`,
    [
      `select id from public.customer where note like 'abc%'`,
      `select id from public.shop where name like '%1'`,
    ],
    'create index concurrently on public.customer using gin (note public.gin_trgm_ops);',
  ],
  'or-across-columns': [
    `select id from public.customer where city = 'City 7' or name = 'Customer 9'`,
    [
      `select id from public.customer where email = 'a' or joined = '2020-01-01'`,
      `select id from public.customer where city = 'City 7' or city = 'City 8'`,
    ],
    'create index concurrently on public.customer (city);\ncreate index concurrently on public.customer (name);',
  ],
  'sort-without-index': [
    `select id, total from ${o} o order by placed_at desc, id limit 10`,
    [
      'select id from public.customer order by joined limit 10',
      'select id from public.shop order by name limit 10',
      `select count(*) from ${o} group by shop_id order by 1 limit 1`,
    ],
    'create index concurrently on public."order" (placed_at desc, id);',
  ],
  'unbounded-scan': [
    'select id, item from public.line',
    [
      'select id from public.line limit 100',
      'select count(*) from public.line',
      'select id from public.line where id < 100',
    ],
  ],
  'estimate-far-off': [
    'select n from public.moved where n = 77 or n > 3',
    ['select id from public.line where id < 100', 'select id from public.line limit 1'],
    'analyze public.moved;',
  ],
  'select-star': [
    'select s.* from public.shop s',
    [
      'select count(*) from public.shop',
      'select id from public.shop where exists (select * from public.blocked)',
    ],
  ],
  'offset-paging': [
    'select id from public.shop limit 2 offset 4',
    ['select id from public.shop limit 2', 'select id from public.shop offset 0'],
  ],
  'not-in-nullable': [
    'select id from public.customer where id not in (select customer_id from public.blocked)',
    [
      `select id from public.customer where id not in (select customer_id from ${o})`,
      'select id from public.customer where id not in (select customer_id from public.blocked where customer_id is not null)',
      'select id from public.customer where id in (select customer_id from public.blocked)',
    ],
  ],
  'unused-join': [
    `select o.id from ${o} o left join public.shop s on s.id = o.shop_id`,
    [
      `select o.id, s.name from ${o} o left join public.shop s on s.id = o.shop_id`,
      `select o.id from ${o} o join public.shop s on s.id = o.shop_id`,
      `select o.id from ${o} o left join public.line l on l.order_id = o.id`,
      `select o.id from ${o} o left join public.shop s on s.id = o.shop_id where s.id is null`,
    ],
  ],
  'fan-out-before-aggregate': [
    `select o.customer_id, sum(o.total) from ${o} o join public.line l on l.order_id = o.id group by 1`,
    [
      `select o.customer_id, sum(l.pieces) from ${o} o join public.line l on l.order_id = o.id group by 1`,
      `select o.customer_id, count(distinct o.id) from ${o} o join public.line l on l.order_id = o.id group by 1`,
      `select c.name, sum(o.total) from ${o} o join public.customer c on c.id = o.customer_id group by 1`,
    ],
  ],
  'distinct-hides-fan-out': [
    `select distinct c.name from public.customer c join ${o} o on o.customer_id = c.id`,
    [
      `select c.name from public.customer c join ${o} o on o.customer_id = c.id`,
      `select distinct c.name, o.state from public.customer c join ${o} o on o.customer_id = c.id`,
      `select distinct o.state from ${o} o join public.customer c on c.id = o.customer_id`,
    ],
  ],
};

describe('every rule', () => {
  it('is tried here', () => {
    expect(Object.keys(cases).sort()).toEqual(Object.keys(rules).sort());
    expect(Object.keys(rules).length).toBeGreaterThanOrEqual(10);
  });

  it.each(Object.entries(cases))(
    '%s speaks where it should, with its evidence',
    async (rule, [fires, , statement]) => {
      const found = await named(rule, fires);
      expect(found.length, 'suggestions').toBeGreaterThan(0);
      expect(found[0]!.evidence).toMatch(/\w+.*\.$/);
      expect(
        found.some((one) => one.statement === (statement ?? null)),
        JSON.stringify(found),
      ).toBe(true);
    },
  );

  it.each(Object.entries(cases).flatMap(([rule, [, not]]) => not.map((sql) => [rule, sql])))(
    '%s is silent of %s',
    async (rule, sql) => {
      expect(await named(rule!, sql!)).toEqual([]);
    },
  );
});

it('each statement runs as it is, and then the rule is silent', async () => {
  for (const rule of [
    'missing-index-on-filter',
    'function-on-indexed-column',
    'or-across-columns',
    'sort-without-index',
    'missing-index-on-join',
  ]) {
    const sql = cases[rule]![0];
    const statements = (await named(rule, sql)).flatMap(({ statement }) => statement?.split('\n') ?? []);
    for (const statement of statements) await owner.query(statement);
    await owner.query('analyze');
    const query = (text: string) => owner.query(text) as never;
    const now = await introspect(query, { version: await serverVersion(query) });
    const left = await explain(session, target, { sql, parameters: [], values: [] }, false, (found, ask) =>
      suggest(found, ask, { sql, content: sqlContent(sql), catalog: now }),
    );
    expect(left.filter((one) => one.rule === rule)).toEqual([]);
    const { rows } = await owner.query<{ name: string }>(
      `select i.indexrelid::regclass::text as name from pg_index i join pg_class c on c.oid = i.indexrelid where c.relname ~ '_idx\\d*$'`,
    );
    for (const { name } of rows) await owner.query(`drop index ${name}`);
  }
});

it('a suggestion names the node of the tree it is about', async () => {
  const table = { id: 'n1', schema: 'public', name: 'customer', alias: 'c', x: 0, y: 0 };
  const content: ViewContent = {
    profile: 'nocode',
    query: { ...emptyQuery, tables: [table] },
    description: '',
  };
  const found = await suggested(`select c.id from public.customer c where c.city = 'City 7'`, false, content);
  expect(found.map(({ rule, node, step }) => ({ rule, node, step }))).toEqual([
    { rule: 'missing-index-on-filter', node: 'n1', step: 0 },
  ]);
});

describe('a plan', () => {
  const sql = `select c.city, sum(o.total) as total from public.customer c join ${o} o on o.customer_id = c.id where c.joined > '2020-02-01' group by c.city order by 2 desc limit 3`;

  it('is a tree of steps with what each costs itself', async () => {
    const { plan, estimated_rows, estimated_cost, execution_ms } = await planned(
      sql,
      false,
      async (found) => found,
    );
    const steps = [plan];
    for (const step of steps) steps.push(...step.children);
    expect(plan).toMatchObject({ type: 'Limit', id: 0, time: null });
    expect(steps.map(({ on }) => on)).toEqual(expect.arrayContaining(['public.customer', 'public.order']));
    expect(steps.every(({ cost }) => cost.own >= 0 && cost.own <= cost.total)).toBe(true);
    expect([estimated_rows, execution_ms]).toEqual([3, null]);
    expect(estimated_cost).toBeGreaterThan(100);
  });

  it('that was analysed has times and rows that were, and ran once', async () => {
    const { plan, execution_ms, text } = await planned(sql, true, async (found) => found);
    const steps = [plan];
    for (const step of steps) steps.push(...step.children);
    expect(steps.every(({ time, rows }) => time !== null && rows.actual !== null)).toBe(true);
    expect(plan.rows.actual).toBe(3);
    expect(execution_ms).toBeGreaterThan(0);
    expect(text).toMatch(/^Limit .*actual time=.*loops=1\)\n/);
    expect(text).toMatch(/Execution Time: [\d.]+ ms$/);
    await expect(planned('select written()', true, async (found) => found)).rejects.toThrow(
      /tries to change/,
    );
    expect((await owner.query('select count(*)::int as n from blocked')).rows).toEqual([{ n: 2 }]);
  });

  it.each([
    sql,
    'select * from public.line where id = 7',
    'select (select max(id) from public.shop) as m, l.item from public.line l where l.order_id in (select id from public.shop)',
    `with x as materialized (select * from ${o} where total > 5) select * from x a left join x b on a.id = b.id`,
    'select * from generate_series(1, 3) n full join public.shop s on s.id = n order by id desc',
    'select id from public.shop union select 1 order by 1',
  ])('is told as text as psql tells it: %s', async (text) => {
    const ours = await planned(text, false, async (found) => found.text);
    const { rows } = await owner.query<{ 'QUERY PLAN': string }>(`explain (verbose) ${text}`);
    const theirs = rows
      .map((row) => row['QUERY PLAN'])
      .filter((line) => !/^ *(Output|Inner Unique|Function Call): /.test(line));
    const plain = (line: string) => line.replaceAll(/public\.|pg_catalog\./g, '');
    expect(ours.split('\n').map(plain)).toEqual(theirs.map(plain));
  });
});

it('suggests nothing of a query without fault', async () => {
  const found: Suggestion[] = await suggested(
    `select c.id, c.name from public.customer c where c.email = 'c7@example.com'`,
  );
  expect(found).toEqual([]);
});
