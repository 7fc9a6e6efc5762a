import type { Expression } from '@pgai/contracts/expressions.js';
import type { NodeList, QueryBuilderConfig } from '@pgai/contracts/view-definition.js';
import { within } from '@pgai/views/definition/parts.js';

export type NodeOf<List extends NodeList> = QueryBuilderConfig[List][number];
type Nodes = { id: string }[];

/** Of a node of a definition: short, and never given twice. */
export const newId = () => crypto.randomUUID().replaceAll('-', '').slice(0, 16);

const withList = (query: QueryBuilderConfig, list: NodeList, nodes: Nodes): QueryBuilderConfig => ({
  ...query,
  [list]: nodes,
});

export const add = <List extends NodeList>(
  query: QueryBuilderConfig,
  list: List,
  node: NodeOf<List>,
  at: number = query[list].length,
) => withList(query, list, (query[list] as Nodes).toSpliced(at, 0, node));

export const set = <List extends NodeList>(
  query: QueryBuilderConfig,
  list: List,
  id: string,
  fields: Partial<NodeOf<List>>,
) =>
  withList(
    query,
    list,
    (query[list] as Nodes).map((node) => (node.id === id ? { ...node, ...fields } : node)),
  );

export const remove = (query: QueryBuilderConfig, list: NodeList, id: string) =>
  withList(
    query,
    list,
    (query[list] as Nodes).filter((node) => node.id !== id),
  );

/** Moves a node so many places down; up with a negative number. */
export function move(query: QueryBuilderConfig, list: NodeList, id: string, by: number) {
  const nodes = query[list] as Nodes;
  const from = nodes.findIndex((node) => node.id === id);
  const node = nodes[from];
  if (!node) return query;
  const to = Math.max(0, Math.min(nodes.length - 1, from + by));
  return withList(query, list, nodes.toSpliced(from, 1).toSpliced(to, 0, node));
}

/** Whether an expression speaks of a table or of a parameter. */
export function speaksOf(expression: Expression, id: string) {
  for (const part of within(expression))
    if ((part.kind === 'column' && part.table === id) || (part.kind === 'parameter' && part.parameter === id))
      return true;
  return false;
}

/** A table, and everything that cannot be without it. */
export function removeTable(query: QueryBuilderConfig, id: string): QueryBuilderConfig {
  const apart = ({ expression }: { expression: Expression }) => !speaksOf(expression, id);
  return {
    ...query,
    tables: query.tables.filter((table) => table.id !== id),
    joins: query.joins.filter(
      ({ left, right, on }) => left !== id && right !== id && !(on && speaksOf(on, id)),
    ),
    columns: query.columns.filter(apart),
    filters: query.filters.filter(apart),
    grouping: query.grouping.filter(apart),
    ordering: query.ordering.filter(apart),
  };
}
