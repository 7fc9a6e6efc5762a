import type { Expression } from '@pgai/contracts/expressions.js';
import { emptyQuery, type QueryBuilderConfig } from '@pgai/contracts/view-definition.js';
import { expect, it } from 'vitest';
import { canonical } from './canonical.js';
import { contentHash } from './content-hash.js';
import { print, printWithPlaces } from './print.js';
import { quoteName, quoteText } from './quote.js';
import { typeName } from './type-name.js';

const column = (table: string, column: string): Expression => ({ kind: 'column', table, column });
const text = (value: string): Expression => ({ kind: 'literal', type: 'text', value });
const number = (value: string): Expression => ({ kind: 'literal', type: 'number', value });
const operator = (left: Expression | null, operator: string, right: Expression): Expression => ({
  kind: 'operator',
  operator,
  left,
  right,
});
const call = (name: string, ...args: Expression[]): Expression => ({
  kind: 'call',
  name: [name],
  arguments: args,
  star: false,
  distinct: false,
  filter: null,
});
const at = { x: 0, y: 0 };

const hours = call(
  'round',
  operator(
    call('extract', text('epoch'), operator(column('s', 'delivered_at'), '-', column('s', 'promised_at'))),
    '/',
    number('3600'),
  ),
  number('2'),
);

const query: QueryBuilderConfig = {
  ...emptyQuery,
  tables: [
    { id: 'o', schema: 'sales', name: 'orders', alias: 'o', ...at },
    { id: 's', schema: 'fulfilment', name: 'shipments', alias: 's', ...at },
    { id: 'c', schema: 'sales', name: 'customers', alias: 'customers', ...at },
  ],
  joins: [
    {
      id: 'oc',
      kind: 'inner',
      left: 'o',
      right: 'c',
      on: operator(column('c', 'id'), '=', column('o', 'customer_id')),
    },
    {
      id: 'os',
      kind: 'left',
      left: 'o',
      right: 's',
      on: operator(column('s', 'order_id'), '=', column('o', 'id')),
    },
  ],
  columns: [
    { id: 'k1', expression: column('o', 'order_no'), alias: null },
    { id: 'k2', expression: column('c', 'legal_name'), alias: 'customer' },
    { id: 'k3', expression: column('c', 'tier'), alias: 'Tier' },
    { id: 'k4', expression: hours, alias: 'hours_late' },
  ],
  filters: [
    {
      id: 'f1',
      scope: 'where',
      expression: {
        kind: 'in',
        operand: column('c', 'tier'),
        values: [text('gold'), text("O'Neil")],
        negated: false,
      },
    },
    {
      id: 'f2',
      scope: 'where',
      expression: {
        kind: 'logic',
        operator: 'or',
        operands: [
          { kind: 'is', operand: column('s', 'dispatched_at'), test: 'null', negated: true },
          operator({ kind: 'cast', operand: column('s', 'delivered_at'), type: 'date' }, '>', {
            kind: 'parameter',
            parameter: 'p',
          }),
        ],
      },
    },
  ],
  ordering: [
    { id: 'r1', expression: hours, direction: 'desc', nulls: 'last' },
    { id: 'r2', expression: column('o', 'order_no'), direction: 'asc', nulls: null },
  ],
  parameters: [{ id: 'p', name: 'since', type: 'date', required: true, default_value: null }],
  limit: 100,
};

const sql = `select
  o.order_no,
  customers.legal_name as customer,
  customers.tier       as "Tier",
  round(extract(epoch from s.delivered_at - s.promised_at) / 3600, 2) as hours_late
from sales.orders o
inner join sales.customers
  on customers.id = o.customer_id
left join fulfilment.shipments s
  on s.order_id = o.id
where customers.tier in ('gold', 'O''Neil')
  and (s.dispatched_at is not null or s.delivered_at::date > $1)
order by hours_late desc nulls last, o.order_no
limit 100`;

it('prints a query as people write it', () => expect(print(query)).toBe(sql));

it('says where each node stands', () => {
  const { places } = printWithPlaces(query);
  const at = (id: string) =>
    places.filter(({ node }) => node === id).map(({ start, end }) => sql.slice(start, end));
  expect(at('k3')).toEqual([`customers.tier       as "Tier"`]);
  expect(at('os')).toEqual(['left join', 'on s.order_id = o.id']);
  expect(at('s')).toEqual(['fulfilment.shipments s']);
  expect(at('r1')).toEqual(['hours_late desc nulls last']);
});

const content = (query: QueryBuilderConfig) => ({ profile: 'nocode' as const, query, description: '' });

it('has one form for what means the same', () => {
  const moved = { ...query, tables: query.tables.map((table) => ({ ...table, x: 5, y: 7 })).reverse() };
  const said = { ...content(moved), description: 'Late orders' };
  const renamed = JSON.parse(
    JSON.stringify(said).replaceAll('"id":"k2"', '"id":"zz"').replaceAll('"p"', '"q"'),
  );
  expect(canonical(renamed)).toBe(canonical(content(query)));
  expect(contentHash(renamed)).toBe(contentHash(content(query)));
  expect(canonical(content({ ...query, columns: query.columns.toReversed() }))).not.toBe(
    canonical(content(query)),
  );
});

it('quotes what has to be, and nothing that cannot be stored', () => {
  expect(
    ['orders', 'Orders', 'order', 'left', 'a b', 'طلبات', 'q"q', '1a', 'interval'].map(quoteName),
  ).toEqual(['orders', '"Orders"', '"order"', '"left"', '"a b"', '"طلبات"', '"q""q"', '"1a"', '"interval"']);
  expect([`it's`, 'c:\\d', `\\'`].map(quoteText)).toEqual([`'it''s'`, `E'c:\\\\d'`, `E'\\\\'''`]);
  for (const bad of ['a\0b', 'a\ud800']) {
    expect(() => quoteName(bad)).toThrow(RangeError);
    expect(() => quoteText(bad)).toThrow(RangeError);
  }
});

it('spells a type as PostgreSQL does', () => {
  const types: [string, string | null][] = [
    ['int4', 'integer'],
    ['INT', 'integer'],
    ['pg_catalog.int8[]', 'bigint[]'],
    ['numeric( 10 , 2 )', null],
    ['decimal(10, 2)', 'numeric(10,2)'],
    ['varchar(20)[][]', 'character varying(20)[][]'],
    ['timestamptz(3)', 'timestamp(3) with time zone'],
    ['timestamp(3) with time zone', 'timestamp(3) with time zone'],
    ['timestamp', 'timestamp without time zone'],
    ['double  precision', 'double precision'],
    ['char', 'character(1)'],
    ['"char"', '"char"'],
    ['bpchar', 'bpchar'],
    ['bpchar(3)', 'character(3)'],
    ['float(24)', 'real'],
    ['sales.mood', 'sales.mood'],
    ['Sales."Ärger nis"[3]', 'sales."Ärger nis"[]'],
    ['text; drop table x', null],
    ['text) --', null],
    ['', null],
  ];
  for (const [text, type] of types) expect([text, typeName(text)]).toEqual([text, type]);
  for (const type of types.flatMap(([, type]) => type ?? [])) expect(typeName(type)).toBe(type);
});
