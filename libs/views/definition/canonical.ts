import type { Expression } from '@pgai/contracts/expressions.js';
import type { QueryBuilderConfig, ViewContent, ViewParameter } from '@pgai/contracts/view-definition.js';
import { fromOf, tablesInOrder } from './from.js';
import { sameOperator } from './print-expression.js';
import { typeName } from './type-name.js';

/**
 * The same text for what means the same: where tables stand, what the nodes are called by and the description do not count,
 * the order of all that is written does.
 */
export const canonical = (content: ViewContent): string =>
  JSON.stringify(
    content.profile === 'sql'
      ? { profile: 'sql', sql: content.sql, parameters: content.parameters.map(parameter) }
      : { profile: 'nocode', ...canonicalQuery(content.query) },
  );

const parameter = ({ name, type, required, default_value }: ViewParameter) => ({
  name,
  type: typeName(type) ?? type,
  required,
  default_value,
});

function canonicalQuery(query: QueryBuilderConfig) {
  const from = fromOf(query);
  const tables = new Map(tablesInOrder(from).map(({ id }, index) => [id, `t${index}`]));
  const parameters = new Map(query.parameters.map(({ id }, index) => [id, `p${index}`]));
  const of = (expression: Expression) => normal(expression, tables, parameters);
  const table = ({ schema, name, alias }: QueryBuilderConfig['tables'][number]) => [schema, name, alias];
  const filters = (scope: string) =>
    query.filters
      .filter((filter) => filter.scope === scope)
      .map(({ expression }) => of(expression))
      .flatMap((expression) => operandsOf(expression, 'and'));
  return {
    from: from.chains.map(({ root, joined }) => [
      table(root),
      ...joined.map((it) => [it.join.kind, table(it.table), it.join.on && of(it.join.on)]),
    ]),
    stray: from.stray.map(({ kind, left, right, on }) => [kind, left, right, on && of(on)]),
    columns: query.columns.map(({ expression, alias }) => [of(expression), alias]),
    where: filters('where'),
    having: filters('having'),
    grouping: query.grouping.map(({ expression }) => of(expression)),
    ordering: query.ordering.map(({ expression, direction, nulls }) => [of(expression), direction, nulls]),
    parameters: query.parameters.map(parameter),
    distinct: query.distinct,
    limit: query.limit,
    offset: query.offset,
  };
}

/** Of an expression alone; two with the same text are the same. */
export const canonicalExpression = (expression: Expression) =>
  JSON.stringify(normal(expression, new Map(), new Map()));

type Names = Map<string, string>;

function normal(expression: Expression, tables: Names, parameters: Names): Expression {
  const seen = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(seen);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return one(Object.fromEntries(entries.map(([key, inner]) => [key, seen(inner)])) as Expression);
  };
  const one = (e: Expression): Expression => {
    switch (e.kind) {
      case 'column':
        return { ...e, table: tables.get(e.table) ?? e.table };
      case 'parameter':
        return { ...e, parameter: parameters.get(e.parameter) ?? e.parameter };
      case 'cast':
        return { ...e, type: typeName(e.type) ?? e.type };
      case 'logic':
        return { ...e, operands: e.operands.flatMap((operand) => operandsOf(operand, e.operator)) };
      case 'literal':
        return e.type === 'number' ? { ...e, value: number(e.value) } : e;
      case 'operator':
        return signed({ ...e, operator: sameOperator(e.operator) });
      default:
        return e;
    }
  };
  return seen(expression) as Expression;
}

const operandsOf = (e: Expression, operator: 'and' | 'or') =>
  e.kind === 'logic' && e.operator === operator ? e.operands : [e];

const number = (text: string) => text.toLowerCase().replace(/^0+(?=\d+$)/, '');

/** The parser takes the sign of a number for a part of it: `- -1` is 1, and there is no whole -0. */
function signed(e: Expression & { kind: 'operator' }): Expression {
  if (e.left !== null || e.operator !== '-') return e;
  if (e.right.kind === 'literal' && e.right.value === '0' && e.right.type === 'number') return e.right;
  const { right } = e;
  if (right.kind !== 'operator' || right.left !== null || right.operator !== '-') return e;
  return right.right.kind === 'literal' && right.right.type === 'number' ? right.right : e;
}
