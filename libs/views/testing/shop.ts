import type { NamedCatalog, NamedColumn, NamedFunction, NamedRelation } from '../analysis/named-catalog.js';

/** The tables of a shop, for tests: `name: type`, with ! where it is never null. */
const columns = (text: string): NamedColumn[] =>
  text.split(', ').map((one) => {
    const [name = '', type = ''] = one.split(': ');
    return { name, type: type.replace('!', ''), nullable: !type.endsWith('!') };
  });

const relation = (
  schema: string,
  name: string,
  text: string,
  more: Partial<NamedRelation> = {},
): NamedRelation => ({
  schema,
  name,
  kind: 'table',
  owner: 'owner',
  columns: columns(text),
  primary_key: ['id'],
  keys: [['id']],
  foreign_keys: [],
  row_security: { enabled: false, forced: false },
  security_invoker: false,
  bypasses: [],
  ...more,
});

const routine = (name: string, more: Partial<NamedFunction> = {}): NamedFunction => ({
  schema: 'sales',
  name,
  kind: 'function',
  arguments: ['integer'],
  variadic: false,
  defaults: 0,
  returns: 'integer',
  returns_set: false,
  volatility: 'immutable',
  security_definer: false,
  leakproof: false,
  ...more,
});

const key = (columns: string[], schema: string, name: string) => ({
  name: `${columns.join('_')}_fkey`,
  columns,
  references: { schema, name, columns: ['id'] },
});

export const shop: NamedCatalog = {
  version: 180000,
  search_path: ['public', 'sales'],
  relations: [
    relation(
      'sales',
      'orders',
      'id: integer!, customer_id: integer!, billed_to: integer, order_no: text!, total: numeric(10,2)!, state: sales.state!, placed_at: timestamp with time zone!, note: character varying(20), tags: text[], details: jsonb',
      {
        foreign_keys: [key(['customer_id'], 'sales', 'customers'), key(['billed_to'], 'sales', 'customers')],
      },
    ),
    relation('sales', 'customers', 'id: integer!, name: text!, tier: text, born: date, mail: sales.mail', {
      row_security: { enabled: true, forced: false },
    }),
    relation(
      'fulfilment',
      'shipments',
      'id: uuid!, order_id: integer!, sent: boolean!, weight: double precision, raw: json',
      {
        foreign_keys: [key(['order_id'], 'sales', 'orders')],
      },
    ),
    relation('sales', 'everybody', 'id: integer, name: text', {
      kind: 'view',
      primary_key: null,
      keys: [],
      bypasses: ['sales.customers'],
    }),
  ],
  functions: [
    routine('twice'),
    routine('peek', { security_definer: true, volatility: 'stable' }),
    routine('next_no', { volatility: 'volatile', arguments: [] }),
    routine('longest', { kind: 'aggregate', arguments: ['text'], returns: 'text' }),
  ],
  types: [
    { schema: 'sales', name: 'state', kind: 'enum', base: null, labels: ['open', 'paid', 'sent'] },
    { schema: 'sales', name: 'mail', kind: 'domain', base: 'text', labels: [] },
  ],
  extensions: [{ name: 'plpgsql', schema: 'pg_catalog' }],
};
