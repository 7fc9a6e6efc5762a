import type { Expression } from '@pgai/contracts/expressions.js';
import type { OutputColumn } from '@pgai/contracts/view-analysis.js';
import type { QueryBuilderConfig, ViewContent } from '@pgai/contracts/view-definition.js';
import { emptyQuery } from '@pgai/contracts/view-definition.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyEdited, anyTree } from '../document/testing/any-content.js';
import { diffNodes } from './diff.js';
import { diffOutputs } from './diff-outputs.js';
import { proposedBump } from './proposed-bump.js';
import type { Known, Side } from './side.js';

const column = (table: string, column: string): Expression => ({ kind: 'column', table, column });
const number = (value: number): Expression => ({ kind: 'literal', type: 'number', value: `${value}` });
const text = (value: string): Expression => ({ kind: 'literal', type: 'text', value });
const compare = (left: Expression, operator: string, right: Expression): Expression => ({
  kind: 'operator',
  operator,
  left,
  right,
});
const oneOf = (operand: Expression, ...values: string[]): Expression => ({
  kind: 'in',
  operand,
  values: values.map(text),
  negated: false,
});

const where = (id: string, expression: Expression) => ({ id, scope: 'where' as const, expression });
const output = (name: string, more: Partial<OutputColumn> = {}): OutputColumn => ({
  name,
  type: 'integer',
  nullable: false,
  node: name,
  sources: [],
  ...more,
});

const table = (id: string, name: string) => ({ id, schema: 'sales', name, alias: id, x: 0, y: 0 });
const join = (kind: 'inner' | 'left' | 'full' | 'right', more = {}) => ({
  id: 'oc',
  kind,
  left: 'o',
  right: 'c',
  on: compare(column('c', 'id'), '=', column('o', 'customer_id')),
  ...more,
});

const orders: QueryBuilderConfig = {
  ...emptyQuery,
  tables: [table('o', 'orders'), table('c', 'customers')],
  joins: [join('inner')],
  columns: [
    { id: 'no', expression: column('o', 'no'), alias: null },
    { id: 'total', expression: column('o', 'total'), alias: null },
  ],
  filters: [where('f', oneOf(column('c', 'tier'), 'gold', 'silver'))],
  limit: 100,
};
const known: Known = [
  {
    schema: 'sales',
    name: 'orders',
    columns: [{ name: 'customer_id', nullable: false }],
    keys: [['no']],
    foreign_keys: [
      { columns: ['customer_id'], references: { schema: 'sales', name: 'customers', columns: ['id'] } },
    ],
  },
  { schema: 'sales', name: 'customers', columns: [], keys: [['id']], foreign_keys: [] },
];

const side = (query: Partial<QueryBuilderConfig>, columns = [output('no'), output('total')]): Side => ({
  content: { profile: 'nocode', query: { ...orders, ...query }, description: '' },
  columns,
  known,
});
const rules = (before: Side, after: Side) =>
  diffOutputs(before, after).map(({ rule, subject }) => (subject ? `${rule}: ${subject}` : rule));

describe('columns', () => {
  const cases: [string, OutputColumn[], string[], string][] = [
    ['gone', [output('no')], ['column-removed: total'], 'major'],
    ['new', [output('no'), output('total'), output('at')], ['column-added: at'], 'minor'],
    [
      'new, not last',
      [output('at'), output('no'), output('total')],
      ['column-reordered', 'column-added: at'],
      'minor',
    ],
    ['moved', [output('total'), output('no')], ['column-reordered'], 'minor'],
    ['wider', [output('no', { type: 'bigint' }), output('total')], ['column-type-widened: no'], 'minor'],
    [
      'narrower',
      [output('no', { type: 'smallint' }), output('total')],
      ['column-type-narrowed: no'],
      'major',
    ],
    [
      'of another kind',
      [output('no', { type: 'text' }), output('total')],
      ['json-shape-by-type-change: no'],
      'major',
    ],
    [
      'perhaps empty',
      [output('no', { nullable: null }), output('total')],
      ['nullability-loosened-response: no'],
      'major',
    ],
    ['of no known type', [output('no', { type: null }), output('total')], [], 'patch'],
  ];
  it.each(cases)('%s', (_, columns, found, bump) => {
    expect(rules(side({}), side({}, columns))).toEqual(found);
    expect(proposedBump(diffOutputs(side({}), side({}, columns)))).toBe(bump);
  });

  it('is called otherwise', () => {
    const columns = orders.columns.with(1, { ...orders.columns[1]!, alias: 'amount' });
    expect(
      diffOutputs(side({}), side({ columns }, [output('no'), output('amount', { node: 'total' })])),
    ).toMatchObject([
      {
        rule: 'column-renamed',
        breaking: true,
        migration_required: true,
        description: 'The view calls total now amount.',
      },
    ]);
  });

  it('comes from elsewhere, or is computed otherwise', () => {
    const of = (expression: Expression) =>
      side({ columns: orders.columns.with(1, { id: 'total', expression, alias: 'total' }) });
    expect(rules(side({}), of(column('o', 'net')))).toEqual(['column-source-changed: total']);
    expect(rules(side({}), of(compare(column('o', 'total'), '*', number(2))))).toEqual([
      'expression-semantics-changed: total',
    ]);
  });
});

describe('rows', () => {
  const tier = column('c', 'tier');
  const total = column('o', 'total');
  const reduced = 'rows-visible-reduced';
  const increased = 'rows-visible-increased';
  const cases: [string, Partial<QueryBuilderConfig>, Partial<QueryBuilderConfig>, string[]][] = [
    [
      'one filter more',
      {},
      { filters: [...orders.filters, where('g', compare(total, '>', number(5)))] },
      [reduced],
    ],
    ['one filter less', {}, { filters: [] }, [increased]],
    ['fewer values', {}, { filters: [where('f', oneOf(tier, 'gold'))] }, [reduced]],
    ['one value', {}, { filters: [where('f', compare(tier, '=', text('gold')))] }, [reduced]],
    ['more values', {}, { filters: [where('f', oneOf(tier, 'gold', 'silver', 'iron'))] }, [increased]],
    ['other values', {}, { filters: [where('f', oneOf(tier, 'iron'))] }, [increased, reduced]],
    [
      'a higher bound',
      { filters: [where('f', compare(total, '>', number(5)))] },
      { filters: [where('f', compare(total, '>=', number(6)))] },
      [reduced],
    ],
    [
      'the same, as two filters',
      {
        filters: [
          where('f', {
            kind: 'logic',
            operator: 'and',
            operands: [oneOf(tier, 'a'), compare(total, '<', number(1))],
          }),
        ],
      },
      { filters: [where('g', compare(total, '<', number(1))), where('h', oneOf(tier, 'a'))] },
      ['definition-reformatted'],
    ],
    [
      'a condition that moves into the join',
      {},
      {
        joins: [
          join('inner', {
            on: {
              kind: 'logic',
              operator: 'and',
              operands: [orders.joins[0]!.on!, orders.filters[0]!.expression],
            },
          }),
        ],
        filters: [],
      },
      ['definition-reformatted'],
    ],
    ['left instead of inner', {}, { joins: [join('left')] }, [increased]],
    ['full instead of left', { joins: [join('left')] }, { joins: [join('full')] }, [increased]],
    ['inner instead of left', { joins: [join('left')] }, { joins: [join('inner')] }, [reduced]],
    [
      'a join turned round',
      { joins: [join('left')] },
      { joins: [join('right', { left: 'c', right: 'o' })] },
      ['definition-reformatted'],
    ],
    [
      'no join, by a key that finds one row',
      { filters: [] },
      { filters: [], joins: [], tables: [table('o', 'orders')] },
      ['definition-reformatted'],
    ],
    [
      'one table more, without a key',
      { filters: [] },
      {
        filters: [],
        tables: [...orders.tables, table('s', 'shipments')],
        joins: [
          ...orders.joins,
          join('left', {
            id: 'os',
            right: 's',
            on: compare(column('s', 'order_no'), '=', column('o', 'no')),
          }),
        ],
      },
      ['row-multiplicity-changed'],
    ],
    ['a product', {}, { tables: [...orders.tables, table('s', 'shipments')] }, ['row-multiplicity-changed']],
    ['distinct', {}, { distinct: true }, ['row-multiplicity-changed']],
    ['groups', {}, { grouping: [{ id: 'g', expression: total }] }, ['aggregation-grain-changed']],
    ['a limit', {}, { limit: 50 }, ['view-limit-changed']],
    [
      'an order',
      {},
      { ordering: [{ id: 'r', expression: total, direction: 'asc', nulls: null }] },
      ['default-sort-added'],
    ],
    [
      'another order',
      { ordering: [{ id: 'r', expression: total, direction: 'asc', nulls: null }] },
      { ordering: [{ id: 'r', expression: total, direction: 'desc', nulls: null }] },
      ['default-sort-changed'],
    ],
    [
      'the usual place of nulls',
      { ordering: [{ id: 'r', expression: total, direction: 'asc', nulls: null }] },
      { ordering: [{ id: 'r', expression: total, direction: 'asc', nulls: 'last' }] },
      ['definition-reformatted'],
    ],
  ];
  it.each(cases)('%s', (_, before, after, found) =>
    expect(diffOutputs(side(before), side(after)).map(({ rule }) => rule)).toEqual(found),
  );
});

it('asks for parameters by name', () => {
  const one = { id: 'p', name: 'since', type: 'date', required: true, default_value: null };
  const of = (...parameters: QueryBuilderConfig['parameters']) => side({ parameters });
  const optional = { ...one, required: false, default_value: '2020-01-01' };
  expect(rules(of(), of(one))).toEqual(['function-argument-added-required: since']);
  expect(rules(of(), of(optional))).toEqual(['function-argument-added-optional: since']);
  expect(rules(of(one), of())).toEqual(['function-argument-removed: since']);
  expect(rules(of(one), of({ ...one, name: 'from' }))).toEqual(['function-argument-renamed: from']);
  expect(rules(of(one), of({ ...one, type: 'text' }))).toEqual(['function-argument-type-changed: since']);
  expect(rules(of(optional), of(one))).toEqual(['function-argument-default-removed: since']);
  expect(rules(of(optional), of({ ...optional, default_value: null }))).toEqual([
    'function-argument-default-changed: since',
  ]);
  const until = { ...one, id: 'q', name: 'until' };
  expect(rules(of(one, until), of(until, one))).toEqual(['function-argument-reordered']);
});

it('takes SQL by its letters where it is no tree', () => {
  const sql = (sql: string, description = ''): Side => ({
    content: { profile: 'sql', sql, parameters: [], description },
    columns: [],
  });
  expect(rules(sql('select  1;\n'), sql('SELECT 1'))).toEqual(['definition-reformatted']);
  expect(rules(sql("select 'A'"), sql("select 'a'"))).toEqual(['expression-semantics-changed']);
  expect(rules(sql('select 1'), sql('select 1', 'One'))).toEqual(['documentation-changed']);
  expect(rules(sql('select 1 -- a'), sql('select 1'))).toEqual(['expression-semantics-changed']);
  const read = (words: string, limit: number) => ({ ...sql(words), query: { ...emptyQuery, limit } });
  expect(rules(read('select x limit 1', 1), read('select x limit 2', 2))).toEqual(['view-limit-changed']);
});

it('finds nothing in the same, and the same in the same', () => {
  const columnsOf = (content: ViewContent): Side => ({
    content,
    columns:
      content.profile === 'sql' ? [] : content.query.columns.map(({ id }) => output(id, { sources: [] })),
  });
  fc.assert(
    fc.property(anyTree, (content) => {
      expect(diffOutputs(columnsOf(content), columnsOf(content))).toEqual([]);
      expect(diffNodes(content, content)).toEqual([]);
    }),
  );
  fc.assert(
    fc.property(anyEdited(1), ([before, after]) => {
      const [there, again] = [0, 1].map(() => diffOutputs(columnsOf(before), columnsOf(after!)));
      expect(there).toEqual(again);
      for (const { rule, description } of there!) {
        expect(description).not.toMatch(/[{}]|undefined/);
        expect(rule).toBeTruthy();
      }
      expect(diffNodes(before, after!).length === 0).toBe(JSON.stringify(before) === JSON.stringify(after));
    }),
  );
});

it('tells the nodes that are different', () => {
  const of = (query: Partial<QueryBuilderConfig>) => side(query).content;
  const moved = of({
    columns: orders.columns.toReversed(),
    filters: [],
    tables: orders.tables.map((table) => ({ ...table, x: 7 })),
    limit: 5,
  });
  expect(diffNodes(of({}), moved).map(({ key, change, label }) => [key, change, label])).toEqual([
    ['columns/total', 'moved', 'column o.total'],
    ['filters/f', 'removed', 'filter of c.tier'],
    ['limit', 'changed', 'limit'],
  ]);
});
