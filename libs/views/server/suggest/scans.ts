import type { Relation } from '@pgai/catalog/model.js';
import { as, columnOf, functionOf, type Node, operatorOf, within } from './ast.js';
import { count, fewOf, type Look, manyRows, type Step } from './look.js';

/** A table that is read whole. */
export type Scan = Step & { relation: Relation };
const equal = new Set(['=']);
const ranges = new Set(['<', '>', '<=', '>=']);

/** Large tables that are read whole for the sake of few rows. */
export const wasteful = ({ steps }: Look) =>
  steps.filter(
    (step): step is Scan =>
      step.node['Node Type'] === 'Seq Scan' &&
      step.relation !== undefined &&
      step.filter.length > 0 &&
      step.tableRows >= manyRows &&
      step.node['Plan Rows'] <= step.tableRows * fewOf,
  );

export const evidence = ({ node, tableRows }: Scan, what: string) =>
  `Reads all ${count(tableRows)} rows of ${node['Relation Name']} for ${count(node['Plan Rows'])}: ${what}.`;

const has = (node: Node | undefined) => [...within(node, 'ColumnRef')].length > 0;

type Side = { operator: string; side: Node; other: Node };
/** The side of a comparison that is about the table, where the other is a value. */
export function sideOf(condition: Node): Side | undefined {
  const compared = as(condition, 'A_Expr');
  const { lexpr, rexpr } = compared ?? {};
  if (!compared || !lexpr || !rexpr || has(lexpr) === has(rexpr)) return undefined;
  if (compared.kind !== 'AEXPR_OP' && compared.kind !== 'AEXPR_OP_ANY') return undefined;
  const [side, other] = has(lexpr) ? [lexpr, rexpr] : [rexpr, lexpr];
  return { operator: operatorOf(compared), side, other };
}

/** A column compared with a value, so that an index on it would find the rows. */
export function findable(condition: Node) {
  const compared = sideOf(condition);
  const column = columnOf(compared && withoutRelabel(compared.side))?.column;
  if (!compared || column === undefined) return undefined;
  if (equal.has(compared.operator)) return { column, first: true };
  return ranges.has(compared.operator) ? { column, first: false } : undefined;
}

/** `varchar` is compared as `text`, by the same index. */
export function withoutRelabel(node: Node): Node {
  const cast = as(node, 'TypeCast');
  const to = functionOf(cast?.typeName?.names);
  return cast?.arg && to === 'text' ? cast.arg : node;
}
