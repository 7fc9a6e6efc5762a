import type { Expression } from '@pgai/contracts/expressions.js';
import { emptyQuery, joinKinds, type QueryBuilderConfig } from '@pgai/contracts/view-definition.js';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase } from '../../../test/support/database.ts';
import { diffOutputs } from '../definition/diff-outputs.js';
import { print } from '../definition/print.js';
import type { Known } from '../definition/side.js';

let database: Awaited<ReturnType<typeof createDatabase>>;
let client: pg.Client;
beforeAll(async () => {
  database = await createDatabase();
  client = new pg.Client(database.url);
  await client.connect();
  await client.query(`
    create table customers (id int primary key, tier text, rank int);
    create table orders (no int primary key, customer_id int not null references customers,
      agent_id int references customers, total int);
    create table lines (order_no int references orders, pieces int);
    insert into customers select n, (array['gold', 'silver', null])[1 + n % 3], n % 4 from generate_series(1, 6) n;
    insert into orders select n, 1 + n % 4, nullif(n % 5, 0), nullif(n % 4, 3) from generate_series(1, 12) n;
    insert into lines select nullif(n % 9, 0), n % 3 from generate_series(1, 18) n;`);
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

const known: Known = [
  {
    schema: 'public',
    name: 'customers',
    columns: [{ name: 'id', nullable: false }],
    keys: [['id']],
    foreign_keys: [],
  },
  {
    schema: 'public',
    name: 'orders',
    columns: [
      { name: 'no', nullable: false },
      { name: 'customer_id', nullable: false },
      { name: 'agent_id', nullable: true },
    ],
    keys: [['no']],
    foreign_keys: ['customer_id', 'agent_id'].map((column) => ({
      columns: [column],
      references: { schema: 'public', name: 'customers', columns: ['id'] },
    })),
  },
];

const column = (table: string, column: string): Expression => ({ kind: 'column', table, column });
const number = (value: number): Expression => ({ kind: 'literal', type: 'number', value: `${value}` });
const text = (value: string): Expression => ({ kind: 'literal', type: 'text', value });
const equal = (left: Expression, right: Expression): Expression => ({
  kind: 'operator',
  operator: '=',
  left,
  right,
});

/** A condition of one table, so that it can stand wherever the table is. */
const anyCondition = (table: 'o' | 'c'): fc.Arbitrary<Expression> => {
  const small = fc.nat({ max: 3 }).map(number);
  const numeric = column(table, table === 'o' ? 'total' : 'rank');
  const comparison = fc.record({
    kind: fc.constant('operator' as const),
    operator: fc.constantFrom('<', '<=', '>', '>=', '=', '<>'),
    left: fc.constant(numeric),
    right: small,
  });
  const among = fc.record({
    kind: fc.constant('in' as const),
    operand: fc.constant(numeric),
    values: fc.array(small, { minLength: 1, maxLength: 3 }),
    negated: fc.boolean(),
  });
  const between = fc.record({
    kind: fc.constant('between' as const),
    operand: fc.constant(numeric),
    low: small,
    high: small,
    negated: fc.boolean(),
  });
  const empty = fc.record({
    kind: fc.constant('is' as const),
    operand: fc.constant(numeric),
    test: fc.constant('null' as const),
    negated: fc.boolean(),
  });
  return table === 'o'
    ? fc.oneof(comparison, among, between, empty)
    : fc.oneof(
        comparison,
        fc.constantFrom('gold', 'silver').map((tier) => equal(column('c', 'tier'), text(tier))),
      );
};

const anyFilters = (table: 'o' | 'c') => fc.array(anyCondition(table), { maxLength: 2 });

const anyParts = fc.record({
  customers: fc.option(
    fc.record({
      kind: fc.constantFrom(...joinKinds),
      by: fc.constantFrom('customer_id', 'agent_id'),
      more: anyFilters('c'),
      turned: fc.boolean(),
    }),
  ),
  lines: fc.option(fc.constantFrom('inner' as const, 'left' as const, 'right' as const, 'full' as const), {
    freq: 2,
  }),
  filters: anyFilters('o'),
  others: anyFilters('c'),
  distinct: fc.constantFrom(false, false, false, true),
});
type Parts = typeof anyParts extends fc.Arbitrary<infer T> ? T : never;

function queryOf({ customers, lines, filters, others, distinct }: Parts): QueryBuilderConfig {
  const table = (id: string, name: string) => ({ id, schema: 'public', name, alias: id, x: 0, y: 0 });
  const conditions = customers ? [...filters, ...others] : filters;
  const on = (parts: Expression[]): Expression | null =>
    parts.length > 1 ? { kind: 'logic', operator: 'and', operands: parts } : (parts[0] ?? null);
  const turned = { inner: 'inner', left: 'right', right: 'left', full: 'full', cross: 'cross' } as const;
  return {
    ...emptyQuery,
    tables: [
      table('o', 'orders'),
      ...(customers ? [table('c', 'customers')] : []),
      ...(lines ? [table('l', 'lines')] : []),
    ],
    joins: [
      ...(customers
        ? [
            {
              id: 'oc',
              kind: customers.turned ? turned[customers.kind] : customers.kind,
              left: customers.turned ? 'c' : 'o',
              right: customers.turned ? 'o' : 'c',
              on:
                customers.kind === 'cross'
                  ? null
                  : on([equal(column('o', customers.by), column('c', 'id')), ...customers.more]),
            },
          ]
        : []),
      ...(lines
        ? [
            {
              id: 'ol',
              kind: lines,
              left: 'o',
              right: 'l',
              on: equal(column('l', 'order_no'), column('o', 'no')),
            },
          ]
        : []),
    ],
    columns: ['no', 'total'].map((name) => ({ id: name, expression: column('o', name), alias: null })),
    filters: conditions.map((expression, index) => ({ id: `f${index}`, scope: 'where', expression })),
    distinct,
  };
}

/** What is different: mostly one thing. */
const anyPart = fc.constantFrom(
  'customers' as const,
  'customers' as const,
  'lines' as const,
  'filters' as const,
  'others' as const,
  'distinct' as const,
  'moved' as const,
  'all' as const,
);

function changed(was: Parts, other: Parts, part: keyof Parts | 'moved' | 'all'): Parts {
  if (part === 'all') return other;
  if (part !== 'moved') return { ...was, [part]: other[part] };
  const { customers, others } = was;
  if (!customers || customers.kind === 'cross') return was;
  return { ...was, customers: { ...customers, more: [...customers.more, ...others] }, others: [] };
}

const rowsOf = async (query: QueryBuilderConfig) => {
  const { rows } = await client.query({ text: print(query), rowMode: 'array' });
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(row.join(), (counts.get(row.join()) ?? 0) + 1);
  return counts;
};
const holds = (more: Map<string, number>, fewer: Map<string, number>) =>
  [...fewer].every(([row, count]) => (more.get(row) ?? 0) >= count);

it('never says that rows stay, or only go, or only come, where a server shows otherwise', async () => {
  const seen = { same: 0, fewer: 0, more: 0 };
  await fc.assert(
    fc.asyncProperty(anyParts, anyParts, anyPart, async (was, other, part) => {
      const before = queryOf(was);
      const after = queryOf(changed(was, other, part));
      const side = (query: QueryBuilderConfig) => ({
        content: { profile: 'nocode' as const, query, description: '' },
        columns: [],
        known,
      });
      const rules = diffOutputs(side(before), side(after)).map(({ rule }) => rule);
      if (rules.includes('row-multiplicity-changed')) return;
      const [old, now] = [await rowsOf(before), await rowsOf(after)];
      if (!rules.includes('rows-visible-reduced')) {
        expect(holds(now, old), 'rows are gone').toBe(true);
        seen.more++;
      }
      if (!rules.includes('rows-visible-increased')) {
        expect(holds(old, now), 'rows are new').toBe(true);
        seen.fewer++;
      }
      if (!rules.some((rule) => rule.startsWith('rows-'))) seen.same++;
    }),
    { numRuns: Number(process.env.PGAI_RUNS ?? 300) },
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(5);
});
