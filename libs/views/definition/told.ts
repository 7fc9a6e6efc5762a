import type { Expression } from '@pgai/contracts/expressions.js';
import type { QueryBuilderConfig } from '@pgai/contracts/view-definition.js';
import { canonicalExpression } from './canonical.js';
import { scopeOf } from './print.js';
import { printExpression } from './print-expression.js';

/** How a query's expressions are compared with another's: by tables and parameters as they are called, whatever their ids. */
export type Told = {
  /** `sales.orders`, `sales.orders 2` where a query reads it twice */
  table(id: string): string;
  same(expression: Expression): string;
  /** for people */
  text(expression: Expression): string;
};

export function toldBy(query: QueryBuilderConfig): Told {
  const { tables, parameters } = query;
  const names = new Map<string, string>();
  for (const [index, { id, schema, name }] of tables.entries()) {
    const earlier = tables.slice(0, index).filter((table) => table.schema === schema && table.name === name);
    names.set(id, `${schema}.${name}${earlier.length ? ` ${earlier.length + 1}` : ''}`);
  }
  const table = (id: string) => names.get(id) ?? id;
  const parameter = (id: string) => parameters.find((one) => one.id === id)?.name ?? id;
  const named = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(named);
    if (typeof value !== 'object' || value === null) return value;
    const node = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, named(inner)]));
    if (node.kind === 'column') return { ...node, table: table(String(node.table)) };
    return node.kind === 'parameter' ? { ...node, parameter: parameter(String(node.parameter)) } : node;
  };
  const scope = scopeOf(query);
  return {
    table,
    same: (expression) => canonicalExpression(named(expression) as Expression),
    text: (expression) => {
      try {
        return printExpression(expression, scope);
      } catch {
        return 'an expression'; // of a tree that cannot be written
      }
    },
  };
}

/** The conditions that all have to hold, each on its own. */
export const conditionsOf = (expression: Expression | null): Expression[] =>
  expression?.kind === 'logic' && expression.operator === 'and'
    ? expression.operands.flatMap(conditionsOf)
    : expression
      ? [expression]
      : [];
