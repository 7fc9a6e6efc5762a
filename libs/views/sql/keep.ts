import type { Expression } from '@pgai/contracts/expressions.js';
import type { QueryBuilderConfig, SelectedTable } from '@pgai/contracts/view-definition.js';
import { canonicalExpression } from '../definition/canonical.js';
import { newNodeId } from '../definition/node-id.js';

/** Gives each node once, the first that fits. */
function pool<T>(nodes: readonly T[]) {
  const left = new Set(nodes);
  return (...fits: ((node: T) => boolean)[]) => {
    for (const fit of fits)
      for (const node of left)
        if (fit(node)) {
          left.delete(node);
          return node;
        }
    return undefined;
  };
}

/** Tables keep their nodes by what they are, then by what they are called, then by what they read. */
export function tableKeeper(tables: readonly SelectedTable[]) {
  const take = pool(tables);
  let made = 0;
  return (said: Pick<SelectedTable, 'schema' | 'name' | 'alias'>): SelectedTable => {
    const same = (it: SelectedTable) => it.schema === said.schema && it.name === said.name;
    const called = (it: SelectedTable) => it.alias === said.alias;
    const old = take((it) => same(it) && called(it), called, same);
    const place = { x: 40 + 320 * (made % 4), y: 40 + 280 * Math.floor(made / 4) };
    made += 1;
    return old ? { ...old, ...said } : { id: newNodeId(), ...said, ...place };
  };
}

/** The query with the ids of the old one wherever a node says the same. */
export function withKeptIds(query: QueryBuilderConfig, old: QueryBuilderConfig): QueryBuilderConfig {
  const joins = pool(old.joins);
  const columns = pool(old.columns);
  const filters = pool(old.filters);
  const grouping = pool(old.grouping);
  const ordering = pool(old.ordering);
  const texts = new WeakMap<Expression, string>();
  const text = (expression: Expression) => {
    const said = texts.get(expression) ?? canonicalExpression(expression);
    texts.set(expression, said);
    return said;
  };
  return {
    ...query,
    joins: query.joins.map((join) => {
      const same = joins((it) => it.right === join.right);
      if (!same) return join;
      const left = query.tables.some(({ id }) => id === same.left) ? same.left : join.left;
      return { ...join, id: same.id, left: stillDrawn(query, join, left) ? left : join.left };
    }),
    columns: query.columns.map((column) => {
      const said = text(column.expression);
      const same = columns(
        (it) => it.alias === column.alias && text(it.expression) === said,
        (it) => text(it.expression) === said,
        (it) => it.alias !== null && it.alias === column.alias,
      );
      return same ? { ...column, id: same.id } : column;
    }),
    filters: query.filters.map((filter) => {
      const said = text(filter.expression);
      const same = filters((it) => it.scope === filter.scope && text(it.expression) === said);
      return same ? { ...filter, id: same.id } : filter;
    }),
    grouping: query.grouping.map((node) => {
      const said = text(node.expression);
      return { ...node, id: grouping((it) => text(it.expression) === said)?.id ?? node.id };
    }),
    ordering: query.ordering.map((node) => {
      const said = text(node.expression);
      return { ...node, id: ordering((it) => text(it.expression) === said)?.id ?? node.id };
    }),
  };
}

/** A join drawn from another table of its chain says the same, as long as that one is joined before. */
function stillDrawn({ joins }: QueryBuilderConfig, join: QueryBuilderConfig['joins'][number], left: string) {
  let at = left;
  const before = joins.slice(0, joins.indexOf(join));
  const rootOf = (id: string) => {
    at = id;
    for (let back = before.length - 1; back >= 0; back -= 1)
      if (before[back]?.right === at) at = before[back]?.left ?? at;
    return at;
  };
  return left !== join.right && rootOf(left) === rootOf(join.left);
}
