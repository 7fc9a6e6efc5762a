import type { Catalog, Relation } from '@pgai/catalog/model.js';
import type { Suggestion } from '@pgai/contracts/view-analysis.js';
import type { ViewContent } from '@pgai/contracts/view-definition.js';
import type { Explained } from '../explain.js';
import type { PlanNode } from '../plan-node.js';
import { conditionOf, type Node, type SelectStmt, selectOf } from './ast.js';
import { relationOf } from './relations.js';

/** A step of the plan with what a rule wants to know of it. */
export type Step = {
  id: number;
  node: PlanNode;
  parent: Step | null;
  children: Step[];
  relation: Relation | undefined;
  /** of the whole relation, as far as is known */
  tableRows: number;
  /** what it only lets through, and what it joins by */
  filter: Node[];
  joins: Node[];
};

/** All that a rule may go by. */
export type Look = {
  steps: Step[];
  select: SelectStmt;
  catalog: Catalog;
  analyzed: boolean;
  /** the node of the tree that is called so */
  nodeOf: (alias: string | undefined) => string | null;
};

export type Found = Omit<Suggestion, 'rule'>;
export type Rule = (look: Look) => Found[] | Promise<Found[]>;

/** Below this a table is read whole in no time, whatever indexes it has. */
export const manyRows = 1_000;
/** Above this share of the rows reading all of them is as good as an index. */
export const fewOf = 0.1;

type Material = {
  explained: Explained;
  sql: string;
  content: ViewContent;
  catalog: Catalog;
  /** by the ids of relations, as the server counted last */
  rows: ReadonlyMap<number, number>;
};

export async function lookAt({
  explained,
  sql,
  content,
  catalog,
  rows,
}: Material): Promise<Look | undefined> {
  const select = await selectOf(sql);
  if (!select) return undefined;
  const steps: Step[] = [];
  const visit = async (node: PlanNode, parent: Step | null): Promise<Step> => {
    const name = node['Relation Name'];
    const relation = name === undefined ? undefined : relationOf(catalog, node.Schema, name);
    const seen = (node['Actual Rows'] ?? node['Plan Rows']) + (node['Rows Removed by Filter'] ?? 0);
    const step: Step = {
      id: steps.length,
      node,
      parent,
      children: [],
      relation,
      tableRows: Math.max(seen, (relation && rows.get(relation.oid)) ?? 0),
      filter: await conditionOf(node.Filter),
      joins: [],
    };
    steps.push(step);
    for (const text of [node['Hash Cond'], node['Merge Cond'], node['Join Filter']])
      step.joins.push(...(await conditionOf(text)));
    for (const child of node.Plans ?? []) step.children.push(await visit(child, step));
    return step;
  };
  await visit(explained.raw, null);
  const nodes = new Map(
    content.profile === 'nocode' ? content.query.tables.map(({ alias, id }) => [alias, id]) : [],
  );
  return {
    steps,
    select,
    catalog,
    analyzed: explained.analyzed,
    nodeOf: (alias) => (alias !== undefined && nodes.get(alias)) || null,
  };
}

export const count = (rows: number) => Math.round(rows).toLocaleString('en');

export function* under(step: Step): Generator<Step> {
  yield step;
  for (const child of step.children) yield* under(child);
}
