import type { Expression } from '@pgai/contracts/expressions.js';
import { emptyQuery, type ViewContent } from '@pgai/contracts/view-definition.js';
import { expect, it } from 'vitest';
import { wordsOf } from './words.js';

const total: Expression = { kind: 'column', table: 't1', column: 'total' };
const over = (value: number): Expression => ({
  kind: 'operator',
  operator: '>',
  left: total,
  right: { kind: 'literal', type: 'number', value: String(value) },
});
const content: ViewContent = {
  profile: 'nocode',
  description: '',
  query: {
    ...emptyQuery,
    tables: [
      { id: 't1', schema: 'sales', name: 'orders', alias: 'o', x: 0, y: 0 },
      { id: 't2', schema: 'sales', name: 'Customers', alias: 'c', x: 0, y: 0 },
    ],
    joins: [{ id: 'j1', kind: 'left', left: 't1', right: 't2', on: over(1) }],
    columns: [
      { id: 'c1', expression: total, alias: 'sum' },
      {
        id: 'c2',
        expression: { kind: 'column', table: 't1', column: 'a_long_name_of_a_column' },
        alias: 'x',
      },
    ],
    filters: [{ id: 'f1', scope: 'where', expression: over(5) }],
    ordering: [{ id: 's1', expression: total, direction: 'desc', nulls: 'last' }],
    parameters: [{ id: 'p1', name: 'since', type: 'date', required: false, default_value: '2026-01-01' }],
  },
};
const node = {};

it.each([
  ['columns/c1', node, 'o.total as sum'],
  ['columns/c1', null, 'nothing'],
  ['columns/c1/expression', total, 'o.total'],
  ['columns/c1/alias', 'sum', 'sum'],
  ['columns/c1/alias', '', "''"],
  ['columns/order', ['c2', 'c1'], 'column x, column sum'],
  ['tables/t2', node, 'sales."Customers" c'],
  ['tables/t2/schema', { schema: 'sales', name: 'Customers' }, 'sales."Customers"'],
  ['joins/j1', node, 'left join on o.total > 1'],
  ['joins/j1/left', { left: 't1', right: 't2' }, 'o, c'],
  ['joins/j1/kind', { kind: 'cross', on: null }, 'cross join'],
  ['joins/j1/kind', { kind: 'inner', on: over(2) }, 'inner join on o.total > 2'],
  ['filters/f1', node, 'o.total > 5'],
  ['ordering/s1', node, 'o.total desc nulls last'],
  ['parameters/p1', node, 'since date is 2026-01-01 when left out'],
  ['parameters/p1/required', { required: true, default_value: null }, 'required'],
  ['limit', 5, '5'],
  ['distinct', false, 'false'],
  ['sql/2-2', '  b\n', '  b\n'],
])('says %s as %j: %s', (key, value, words) => expect(wordsOf(content, key, value)).toBe(words));

it('says what no SQL can say as such, and SQL for a change of profile', () => {
  const odd = { kind: 'column', table: 't1', column: '\0' };
  expect(wordsOf(content, 'columns/c1/expression', odd)).toBe('what no SQL can say');
  const sql: ViewContent = { profile: 'sql', sql: 'select 1', parameters: [], description: '' };
  expect(wordsOf(sql, 'profile', sql)).toBe('select 1');
});
