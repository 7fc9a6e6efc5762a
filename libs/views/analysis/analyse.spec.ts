import { emptyQuery, type QueryBuilderConfig, type ViewParameter } from '@pgai/contracts/view-definition.js';
import { expect, it } from 'vitest';
import { readSql } from '../sql/read-sql.js';
import { shop } from '../testing/shop.js';
import { type AnalyseOptions, analyse } from './analyse.js';

const parameter = (name: string, type = 'integer'): ViewParameter => ({
  id: name,
  name,
  type,
  required: true,
  default_value: null,
});

const ofSql = (sql: string, parameters: ViewParameter[] = []) =>
  analyse({ profile: 'sql', sql, parameters, description: '' }, shop);

const tree = async (sql: string, parameters: ViewParameter[] = []) => {
  const read = await readSql(sql, shop, { ...emptyQuery, parameters });
  if ('left' in read) throw new Error(read.left.construct);
  return read.query;
};

const ofTree = (query: QueryBuilderConfig, options?: AnalyseOptions) =>
  analyse({ profile: 'nocode', query, description: '' }, shop, options);

/** The code of the first fault and the words it stands at. */
const found = async (sql: string, parameters?: ViewParameter[]) => {
  const { faults } = await ofSql(sql, parameters);
  return faults.map(({ code, place }) =>
    place && 'start' in place ? `${code} ${sql.slice(place.start, place.end)}` : code,
  );
};

/** Faults that a tree can have as well: the same codes, at a node of the query. */
it.each([
  ['select o.id from sales.orders o', []],
  ['select o.custmer_id from sales.orders o', ['column-unknown custmer_id']],
  ['select o.id as x, o.total as x from sales.orders o', ['output-twice o']],
  ['select o.id as "select" from sales.orders o', ['name-reserved o']],
  ['select o.id as "user" from sales.orders o', ['name-keyword o']],
  ['select o.id from sales.ordres o', ['relation-unknown ordres']],
  ['select o.id from sales.orders o where o.note', ['not-boolean o']],
  ['select o.id from sales.orders o where o.id = o.order_no', ['types-incomparable o']],
  [
    'select o.id from sales.orders o where o.order_no in (1, 2)',
    ['types-incomparable 1', 'types-incomparable 2'],
  ],
  ["select o.id from sales.orders o where o.state = 'payed'", ["value-impossible 'payed'"]],
  ["select o.id from sales.orders o where o.id > 'many'", ["value-impossible 'many'"]],
  ['select o.id from sales.orders o where o.total like 5', ['pattern-not-text o']],
  ['select s.id from fulfilment.shipments s where s.raw = s.raw', ['types-incomparable s']],
  ['select case when s.sent then 1 else s.id end as x from fulfilment.shipments s', ['types-differ case']],
  ['select o.order_no, count(*) as n from sales.orders o', ['not-grouped o']],
  ['select o.order_no, count(*) as n from sales.orders o group by o.order_no', []],
  ['select o.order_no, count(*) as n from sales.orders o group by o.id', []],
  ['select o.id from sales.orders o where count(*) > 1', ['aggregate-of-rows count']],
  ['select sum(count(*)) as x from sales.orders o', ['aggregate-nested sum']],
  ['select sales.longest(o.order_no) as x, o.id from sales.orders o', ['not-grouped o']],
  ['select row_number() as n from sales.orders o', ['function-needs-over row_number']],
  ['select pg_sleep(1) as n from sales.orders o', ['function-unsafe pg_sleep']],
  ['select random() as n from sales.orders o', ['function-volatile random']],
  ['select sales.next_no() as n from sales.orders o', ['function-volatile sales']],
  ['select sales.peek(o.id) as n from sales.orders o', ['function-definer sales']],
  ['select sales.twice() as n from sales.orders o', ['function-arguments sales']],
  ['select c.id from sales.customers c where sales.twice(c.id) = 2', ['function-leaky sales']],
  ['select lenght(o.note) as n from sales.orders o', ['function-unknown lenght']],
  ['select e.name from sales.everybody e', ['row-security-bypassed everybody']],
  ['select o.id from sales.orders o, sales.customers c', ['join-missing']],
  ['select o.id from sales.orders o, sales.customers c where c.id = o.customer_id', []],
  ['select o.id from sales.orders o cross join sales.customers c', []],
  ['select distinct o.id from sales.orders o order by o.total', ['order-not-shown']],
] as [string, string[]][])('finds in %s', async (sql, faults) => {
  const inSql = sql.includes('distinct') ? faults : await found(sql);
  expect(inSql).toEqual(faults);
  const { faults: inTree } = await ofTree(await tree(sql));
  const codes = (of: string[]) => [...new Set(of.map((fault) => fault.split(' ')[0]))];
  expect(codes(inTree.map(({ code }) => code))).toEqual(codes(faults));
  const query = JSON.stringify(await tree(sql));
  expect(query).toBeDefined();
  for (const { place } of inTree) expect(place).toEqual({ node: expect.stringMatching(/./) });
});

it.each([
  [
    'select id from sales.orders, sales.customers where customer_id = sales.customers.id',
    ['column-ambiguous id'],
  ],
  ['select x.id from sales.orders o', ['alias-unknown x']],
  ['select orders.id from sales.orders o', ['alias-unknown orders']],
  ['select placed from sales.orders', ['column-unknown placed']],
  ['select * from orders', []],
  ['select nothing.* from orders', ['alias-unknown nothing']],
  ['select 1', ['alias-missing 1']],
  ['select 1 as a union select 2, 3', ['union-columns 2']],
  ['select id from orders union select name from customers', ['types-differ name']],
  ['with x as (select id, order_no no from orders) select x.nr from x', ['column-unknown nr']],
  ['with recursive x as (select 1 as a union all select a + 1 from x) select a, b from x', []],
  [
    'select (select c.nme from customers c where c.id = o.customer_id) as n from orders o',
    ['column-unknown nme'],
  ],
  [
    'select id from orders o where exists (select 1 from customers where id = o.customer_id and tier = no)',
    ['column-unknown no'],
  ],
  ['select s.id from (select id from orders) s where s.total > 1', ['column-unknown total']],
  ['select s.a from (select id, total from orders) s (a, b) where b > 1', []],
  [
    'select x.id, g.a from orders x, lateral (select x.id as a) g, generate_series(1, x.idd) n',
    ['column-unknown idd'],
  ],
  ['select o.id from orders o join customers c using (id)', []],
  ['select id from orders o join customers c using (id)', []],
  ['select id, count(*) over (partition by customer) as n from orders', ['column-unknown customer']],
  [
    'select o.id, string_agg(o.note, $1 order by o.nt) as x from orders o group by o.id',
    ['parameter-undeclared $1', 'column-unknown nt'],
  ],
  ['select "ä".id, \'🦆\' as d, "ä".nö from orders "ä"', ['column-unknown nö']],
  ['select relname from pg_class', []],
  ['select order_no from orders group by 1 having count(*) > 1 order by max(total), order_no', []],
  ['select upper(order_no) as u from orders group by u', []],
  ['select id from orders order by lower(order_no), id desc limit $1', ['parameter-undeclared $1']],
  ['select id frm orders x y', ['sql-syntax orders']],
  ['select id from orders tablesample system (1) where order_nr = 1', ['column-unknown order_nr']],
  ['select o from orders o', []],
  ['select (o).id as id from orders o', []],
  ['select tableoid as t, o.ctid as c from orders o', []],
] as [string, string[]][])('finds in SQL alone %s', async (sql, faults) =>
  expect(await found(sql)).toEqual(faults),
);

it('says what somebody may have meant', async () => {
  const hints = async (sql: string) => (await ofSql(sql)).faults.map(({ hint }) => hint);
  expect(await hints('select custmer_id from sales.orders')).toEqual(['Did you mean customer_id?']);
  expect(await hints('select 1 as a from sale.orders')).toEqual(['Did you mean sales.orders?']);
  expect(await hints('select orders.id from sales.orders o')).toEqual(['It is called o here.']);
  expect(await hints('select id from orders, customers where customer_id = customers.id')).toEqual([
    'Say which: orders.id or customers.id.',
  ]);
  expect(await hints("select id from orders where state = 'piad'")).toEqual(['Did you mean paid?']);
});

it.each([
  ['o.id', 'integer', false],
  ['o.note', 'character varying(20)', true],
  ['c.name', 'text', true],
  ['o.total * 2', 'numeric', false],
  ['o.id + 1', 'integer', false],
  ['o.id / 2.5', 'numeric', false],
  ["o.order_no || '-' || o.note", 'text', true],
  ['now() - o.placed_at', 'interval', null],
  ['extract(epoch from now() - o.placed_at)', 'numeric', null],
  ["date_trunc('day', o.placed_at)", 'timestamp with time zone', null],
  ['o.placed_at::date - c.born', 'integer', true],
  ["o.details ->> 'a'", 'text', true],
  ["o.details -> 'a'", 'jsonb', true],
  ['coalesce(c.tier, o.order_no)', 'text', false],
  ["coalesce(c.tier, 'none')", 'text', false],
  ['case when o.id > 1 then 1 else 2.5 end', 'numeric', false],
  ['c.tier is null', 'boolean', false],
  ['lower(o.note)', 'text', null],
  ['round(o.total, 1)', 'numeric', null],
  ['o.state', 'sales.state', false],
  ["'x'", 'text', false],
  ['array[o.id, 2]', 'integer[]', false],
  ['sales.twice(o.id)', 'integer', null],
  ["o.placed_at at time zone 'UTC'", 'timestamp without time zone', null],
  ['cast(o.id as int8)', 'bigint', false],
  ['$1', 'integer', true],
  ['o.tags[1]', null, null],
])('knows the type of %s', async (expression, type, nullable) => {
  const sql = `select ${expression} as x from sales.orders o left join sales.customers c on c.id = o.customer_id`;
  const { columns } = await ofSql(sql, [parameter('p')]);
  expect(columns[0]).toMatchObject({ name: 'x', type, nullable });
  if (expression === 'o.tags[1]') return;
  const inTree = await ofTree(await tree(sql, [parameter('p')]));
  expect(inTree.columns[0]).toMatchObject({ name: 'x', type, nullable });
});

it('follows a column to where it comes from', async () => {
  const { columns } = await ofSql(
    'with a as (select id, lower(name || tier) as n from customers) select a.n, o.total + a.id as s from a join orders o on true',
  );
  expect(columns.map(({ sources }) => sources.map(({ name, column }) => `${name}.${column}`))).toEqual([
    ['customers.name', 'customers.tier'],
    ['orders.total', 'customers.id'],
  ]);
});

it('says of parameters what is wrong with them', async () => {
  const query = await tree('select o.id from sales.orders o where o.id = $1', [
    parameter('a'),
    parameter('b', 'no; type'),
    parameter('a'),
  ]);
  const { faults, valid, sql } = await ofTree(query);
  expect(faults.map(({ code }) => code).sort()).toEqual([
    'id-twice',
    'parameter-twice',
    'parameter-unused',
    'type-unreadable',
  ]);
  expect([valid, sql]).toEqual([false, null]);
});

it('refuses what is too much, and drafts that read each other', async () => {
  const query = await tree('select o.id from sales.orders o join sales.customers c on c.id = o.customer_id');
  const { faults } = await ofTree(query, { limits: { tables: 1, joins: 1, columns: 1, expressions: 2 } });
  expect(faults.map(({ message }) => message)).toEqual([
    'The query has 2 tables, and at most 1 are allowed.',
    'The query has 4 expressions, and at most 2 are allowed.',
  ]);
  const edges = new Map([
    ['sales.orders', ['x.b']],
    ['x.b', ['x.self']],
    ['other', ['other']],
  ]);
  const { faults: circles } = await ofTree(query, { graph: { self: 'x.self', edges } });
  expect(circles).toMatchObject([
    {
      code: 'circle',
      message: 'The views read each other in a circle: x.self ▸ sales.orders ▸ x.b ▸ x.self.',
      place: { node: query.tables[0]?.id },
    },
  ]);
});

it('says what makes a tree no query', async () => {
  const query = await tree(
    'select o.id, lower(c.name) as n from sales.orders o join sales.customers c on c.id = o.customer_id',
  );
  const [join] = query.joins;
  const codes = async (change: Partial<QueryBuilderConfig>) =>
    (await ofTree({ ...query, ...change })).faults
      .filter(({ severity }) => severity === 'error')
      .map(({ code }) => code);
  const column = query.columns[1]!;
  expect(await codes({ tables: query.tables.slice(0, 1) })).toEqual([
    'table-missing',
    'table-missing',
    'table-missing',
  ]);
  expect(await codes({ tables: query.tables.map((table) => ({ ...table, alias: 'o' })) })).toEqual([
    'alias-twice',
  ]);
  expect(await codes({ joins: [{ ...join!, on: null }] })).toEqual(['join-condition']);
  expect(await codes({ joins: [join!, { ...join!, id: 'again' }] })).toEqual(['join-twice']);
  expect(
    await codes({ joins: [join!, { ...join!, id: 'back', left: join!.right, right: join!.left }] }),
  ).toEqual(['join-circle']);
  expect(await codes({ columns: [{ ...column, alias: null }] })).toEqual(['alias-missing']);
  expect(await codes({ columns: [] })).toEqual(['no-columns']);
  expect(
    await codes({
      ordering: [
        {
          id: 'r',
          expression: { kind: 'literal', type: 'number', value: '1' },
          direction: 'asc',
          nulls: null,
        },
      ],
    }),
  ).toEqual(['constant-order']);
  let deep = column.expression;
  for (let level = 0; level < 50_000; level += 1) deep = { kind: 'not', operand: deep };
  expect(await codes({ columns: [{ ...column, expression: deep }] })).toEqual(['too-deep']);
});

it('ends in time, whatever it is given', async () => {
  const column = { kind: 'column', table: 't', column: 'x' } as const;
  const values = Array(1_000).fill(column);
  const table = { id: 't', schema: 'sales', name: 'orders', alias: 't', x: 0, y: 0 };
  const filters = Array.from({ length: 500 }, (_, at) => ({
    id: `f${at}`,
    scope: 'where' as const,
    expression: { kind: 'in' as const, operand: column, values, negated: false },
  }));
  expect((await ofTree({ ...emptyQuery, tables: [table], filters })).faults.map(({ code }) => code)).toEqual([
    'too-complex',
  ]);
  const many = Array.from({ length: 4_000 }, (_, at) => `x${at}`);
  expect((await ofSql(`select ${many} from orders`)).faults).toHaveLength(101);
  expect((await ofSql(`select 1 as a from ${many}`)).faults).toMatchObject([{ code: 'too-complex' }]);
  const query = {
    ...emptyQuery,
    tables: [table],
    columns: many
      .slice(0, 1_600)
      .map((alias) => ({ id: alias, expression: { ...column, column: 'id' }, alias })),
  };
  const { sql } = await ofTree(query);
  const again = await readSql(sql ?? '', shop, query);
  expect('query' in again && again.query.columns.map(({ id }) => id)).toEqual(
    query.columns.map(({ id }) => id),
  );
});
