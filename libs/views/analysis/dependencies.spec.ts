import { expect, it } from 'vitest';
import { dependenciesOf } from './dependencies.js';
import type { NamedCatalog } from './named-catalog.js';

const table = (schema: string, name: string): NamedCatalog['relations'][number] => ({
  schema,
  name,
  kind: 'table',
  owner: 'ada',
  columns: [],
  keys: [],
  foreign_keys: [],
  row_security: { enabled: false, forced: false },
  security_invoker: false,
  primary_key: null,
  bypasses: [],
});
const catalog: NamedCatalog = {
  version: 180_000,
  search_path: ['public'],
  relations: [table('public', 'item'), table('sales', 'orders')],
  functions: [],
  types: [],
  extensions: [],
};
const of = (sql: string) => dependenciesOf({ profile: 'sql', sql, parameters: [], description: '' }, catalog);

it.each([
  ['select * from item', ['public.item']],
  ['select * from sales.orders o join item i on true', ['public.item', 'sales.orders']],
  ['with item as (select * from sales.orders) select * from item', ['sales.orders']],
  ['select (select count(*) from item) from sales.orders union select 1', ['public.item', 'sales.orders']],
  ['select * from "a.b"."c"', ['a.b.c']],
  ['select * from nowhere', []],
  ['select', []],
  ['delete from item', []],
])('%s reads %j', async (sql, names) => {
  expect(await of(sql)).toEqual(names);
});
