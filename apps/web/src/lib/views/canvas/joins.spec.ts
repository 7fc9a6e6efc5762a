import type { Relationship, SchemaObject } from '@pgai/contracts/schemas.js';
import { emptyQuery, type SelectedTable } from '@pgai/contracts/view-definition.js';
import { expect, it } from 'vitest';
import { show } from '../expression.ts';
import { aliasFor, offers } from './joins.ts';

const key = (name: string, from: [string, ...string[]], to: [string, ...string[]]): Relationship => ({
  name,
  from: { schema: 'sales', name: from[0], columns: from.slice(1) },
  to: { schema: 'sales', name: to[0], columns: to.slice(1) },
  cardinality: 'many-to-one',
  on_update: 'no action',
  on_delete: 'no action',
});
const nullable = (columns: Record<string, boolean>) =>
  ({ columns: Object.entries(columns).map(([name, nullable]) => ({ name, nullable })) }) as SchemaObject;
const objects = new Map([
  ['orders', nullable({ customer_id: false, billed_to: true })],
  ['items', nullable({ order_id: false, year: false })],
  ['people', nullable({ boss: true })],
]);
const known = {
  relationships: [
    key('customer', ['orders', 'customer_id'], ['customers', 'id']),
    key('billed', ['orders', 'billed_to'], ['customers', 'id']),
    key('item', ['items', 'order_id', 'year'], ['orders', 'id', 'year']),
    key('boss', ['people', 'boss'], ['people', 'id']),
  ],
  find: (_: string, name: string) => objects.get(name),
};
const table = (id: string, name: string): SelectedTable => ({
  id,
  schema: 'sales',
  name,
  alias: id,
  x: 0,
  y: 0,
});
const [o, c, i] = [table('o', 'orders'), table('c', 'customers'), table('i', 'items')];

it.each<[string, SelectedTable[], SelectedTable, [string, string, string][]]>([
  [
    'a key that is never null joins inner, one that may be null keeps the rows without',
    [o],
    c,
    [
      ['o', 'inner', 'o.customer_id = c.id'],
      ['o', 'left', 'o.billed_to = c.id'],
    ],
  ],
  [
    'what refers to a table loses none of its rows, column by column',
    [o],
    i,
    [['o', 'left', 'o.id = i.order_id and o.year = i.year']],
  ],
  [
    'the table that came last is offered first',
    [c, i],
    o,
    [
      ['i', 'inner', 'i.order_id = o.id and i.year = o.year'],
      ['c', 'left', 'c.id = o.customer_id'],
      ['c', 'left', 'c.id = o.billed_to'],
    ],
  ],
  [
    'a table that refers to itself joins both ways',
    [table('p', 'people')],
    table('b', 'people'),
    [
      ['p', 'left', 'p.boss = b.id'],
      ['p', 'left', 'p.id = b.boss'],
    ],
  ],
  ['without a key there is nothing to offer', [c], i, []],
])('%s', (_, there, comes, expected) => {
  const query = { ...emptyQuery, tables: [...there, comes] };
  const found = offers(there, comes, known);
  expect(found.map(({ left, kind, on }) => [left, kind, on && show(on, query)])).toEqual(expected);
});

it('gives an alias of first letters, with a number where it is taken', () => {
  expect(aliasFor('order_items', new Set())).toBe('oi');
  expect(aliasFor('order_items', new Set(['oi', 'oi2']))).toBe('oi3');
  expect(aliasFor('日付', new Set())).toBe('t');
});
