import type { Expression } from '@pgai/contracts/expressions.js';
import type { QueryBuilderConfig, SelectedColumn } from '@pgai/contracts/view-definition.js';
import { canonicalExpression } from '@pgai/views/definition/canonical.js';
import { within } from '@pgai/views/definition/parts.js';
import type { Editor } from '@pgai/views/document/edit.js';

export const aggregates = ['count', 'count distinct', 'sum', 'avg', 'min', 'max'] as const;
export type Aggregate = (typeof aggregates)[number];
export type Role = 'none' | 'group' | Aggregate;

const known = new Set([
  ...['count', 'sum', 'avg', 'min', 'max', 'bool_and', 'bool_or', 'every', 'string_agg', 'array_agg'],
  ...['json_agg', 'jsonb_agg', 'json_object_agg', 'jsonb_object_agg', 'stddev', 'variance'],
]);

/** Whether an expression speaks of groups of rows. */
export function isAggregate(expression: Expression) {
  for (const part of within(expression))
    if (part.kind === 'call' && (part.star || known.has(part.name.at(-1) ?? ''))) return true;
  return false;
}

export const same = (a: Expression, b: Expression) => canonicalExpression(a) === canonicalExpression(b);

const groupOf = ({ grouping }: QueryBuilderConfig, expression: Expression) =>
  grouping.find((group) => same(group.expression, expression));

export function roleOf(query: QueryBuilderConfig, { expression }: SelectedColumn): Role | 'other' {
  if (expression.kind === 'call' && isAggregate(expression)) {
    const name = `${expression.name.at(-1)}${expression.distinct ? ' distinct' : ''}`;
    return (
      aggregates.find((one) => one === name && (expression.arguments.length === 1 || expression.star)) ??
      'other'
    );
  }
  if (isAggregate(expression)) return 'other';
  return groupOf(query, expression) ? 'group' : 'none';
}

/** What an aggregate is of; the expression itself where it is none. */
const inner = (expression: Expression) =>
  expression.kind === 'call' && isAggregate(expression)
    ? (expression.arguments[0] ?? expression)
    : expression;

/** As soon as one column is an aggregate, every other one is grouped by: nothing else would be SQL. */
export function setRole(edit: Editor, query: QueryBuilderConfig, column: SelectedColumn, role: Role) {
  const bare = inner(column.expression);
  const own = groupOf(query, bare);
  edit.together(() => {
    if (role === 'none' || role === 'group') {
      if (bare !== column.expression)
        edit.setColumn(column.id, { expression: bare, alias: bare.kind === 'column' ? null : column.alias });
      if (role === 'none' && own) edit.removeNode('grouping', own.id);
      if (role === 'group' && !own) edit.addGrouping({ expression: bare });
      return;
    }
    const name = role.split(' ')[0] ?? role;
    const expression: Expression = {
      kind: 'call',
      name: [name],
      arguments: [bare],
      star: false,
      distinct: role.endsWith('distinct'),
      filter: null,
    };
    const alias = column.alias ?? (bare.kind === 'column' ? `${name}_${bare.column}`.slice(0, 63) : name);
    edit.setColumn(column.id, { expression, alias });
    if (own) edit.removeNode('grouping', own.id);
    for (const other of query.columns)
      if (other.id !== column.id && !isAggregate(other.expression) && !groupOf(query, other.expression))
        edit.addGrouping({ expression: other.expression });
  });
}

/** No order, rising, falling, and none again. */
export function nextOrder(edit: Editor, { ordering }: QueryBuilderConfig, { expression }: SelectedColumn) {
  const there = ordering.find((order) => same(order.expression, expression));
  if (!there) edit.addOrdering({ expression, direction: 'asc', nulls: null });
  else if (there.direction === 'asc') edit.setOrdering(there.id, { direction: 'desc' });
  else edit.removeNode('ordering', there.id);
}
