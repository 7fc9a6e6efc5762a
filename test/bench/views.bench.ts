import { emptyQuery, type QueryBuilderConfig, type ViewContent } from '@pgai/contracts/view-definition.js';
import { analyse } from '@pgai/views/analysis/analyse.js';
import { complete } from '@pgai/views/analysis/complete.js';
import type { NamedCatalog, NamedRelation } from '@pgai/views/analysis/named-catalog.js';
import { print } from '@pgai/views/definition/print.js';
import { atMost, type Bench, figure, median, percentile, type Row } from './harness.ts';

/** What an author waits for after an edit, in a database of 1,000 tables. */
export const views: Bench = async (lab) => {
  const query = wide(30);
  const tree: ViewContent = { profile: 'nocode', query, description: '' };
  const sql: ViewContent = { profile: 'sql', sql: print(query), parameters: [], description: '' };
  const text = `${print(query)}\nlimit 10`;
  const times = lab.quick ? 20 : 200;
  const row = async (what: string, most: number, work: () => unknown): Promise<Row> => {
    const taken: number[] = [];
    for (let time = 0; time < times + 5; time++) {
      const began = performance.now();
      await work();
      if (time >= 5) taken.push(performance.now() - began);
    }
    const ours = `median ${figure(median(taken))} ms`;
    return {
      what: `views, ${what}`,
      ours,
      against: '',
      value: percentile(taken, 0.95),
      goal: atMost(most, 'ms'),
    };
  };
  const valid = await analyse(tree, catalog);
  if (!valid.valid || !(await analyse(sql, catalog)).valid) throw new Error(JSON.stringify(valid.faults));
  return [
    await row('a definition of 30 tables analysed and printed: 95th percentile', 50, () =>
      analyse(tree, catalog),
    ),
    await row('the same as SQL', 50, () => analyse(sql, catalog)),
    await row('a completion in it', 30, () => complete(text, text.indexOf('where') + 6, catalog)),
  ];
};

const columns = [
  'id',
  'a_id',
  'b_id',
  'name',
  'state',
  'amount',
  'active',
  'created_at',
  'updated_at',
  'code',
  'x',
  'y',
];

const relation = (i: number): NamedRelation => ({
  schema: `s${i % 4}`,
  name: `t${i}`,
  kind: 'table',
  owner: 'owner',
  columns: columns.map((name, c) => ({
    name,
    type: ['bigint', 'text', 'numeric(12,2)', 'timestamp with time zone'][c % 3] ?? 'text',
    nullable: c > 0,
  })),
  primary_key: ['id'],
  keys: [['id']],
  foreign_keys: [],
  row_security: { enabled: false, forced: false },
  security_invoker: false,
  bypasses: [],
});

const catalog: NamedCatalog = {
  version: 180_000,
  search_path: ['public'],
  relations: Array.from({ length: 1_000 }, (_, i) => relation(i)),
  functions: [],
  types: [],
  extensions: [],
};

/** Each table joined to one before it, five columns of each, one of them computed, and a filter on every other one. */
function wide(count: number): QueryBuilderConfig {
  const column = (table: number, name: string) => ({
    kind: 'column' as const,
    table: `t${table}`,
    column: name,
  });
  const tables = Array.from({ length: count }, (_, i) => i);
  const total = (i: number) => ({
    kind: 'call' as const,
    name: ['coalesce'],
    arguments: [column(i, 'b_id'), { kind: 'literal' as const, type: 'number' as const, value: '0' }],
    star: false,
    distinct: false,
    filter: null,
  });
  return {
    ...emptyQuery,
    tables: tables.map((i) => ({
      id: `t${i}`,
      schema: `s${i % 4}`,
      name: `t${i}`,
      alias: `a${i}`,
      x: 0,
      y: 0,
    })),
    joins: tables.slice(1).map((i) => ({
      id: `j${i}`,
      kind: 'left',
      left: `t${Math.floor(i / 2)}`,
      right: `t${i}`,
      on: {
        kind: 'operator',
        operator: '=',
        left: column(i, 'id'),
        right: column(Math.floor(i / 2), 'name'),
      },
    })),
    columns: tables.flatMap((i) =>
      [...columns.slice(0, 4).map((name) => column(i, name)), total(i)].map((expression, c) => ({
        id: `c${i}-${c}`,
        expression,
        alias: `c${i}_${c}`,
      })),
    ),
    filters: tables
      .filter((i) => i % 2)
      .map((i) => ({
        id: `f${i}`,
        scope: 'where',
        expression: { kind: 'is', operand: column(i, 'code'), test: 'null', negated: true },
      })),
  };
}
