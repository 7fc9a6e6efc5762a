import type { QueryBuilderConfig } from '@pgai/contracts/view-definition.js';
import type { ViewLineage } from '@pgai/contracts/views.js';
import { within } from '../definition/parts.js';

/** What a tree names of its tables, wherever it does: without one of these columns it cannot be. */
export function needsOfTree(query: QueryBuilderConfig): ViewLineage['needs'] {
  const { tables, joins, columns, filters, grouping, ordering } = query;
  const expressions = [
    ...joins.flatMap(({ on }) => (on ? [on] : [])),
    ...[...columns, ...filters, ...grouping, ...ordering].map(({ expression }) => expression),
  ];
  const named = expressions
    .flatMap((expression) => [...within(expression)])
    .filter((part) => part.kind === 'column');
  const needs = new Map<string, { schema: string; name: string; columns: Set<string> }>();
  for (const { id, schema, name } of tables) {
    const key = JSON.stringify([schema, name]);
    const need = needs.get(key) ?? { schema, name, columns: new Set() };
    for (const { table, column } of named) if (table === id) need.columns.add(column);
    needs.set(key, need);
  }
  return [...needs.values()].map((need) => ({ ...need, columns: [...need.columns].sort() }));
}
