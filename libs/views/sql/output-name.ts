import type { Node } from 'libpg-query';
import { nameIn } from './tree.js';

/** What PostgreSQL calls an output column that was given no name. */
export const outputName = (node: Node | undefined) => named(node)?.name ?? '?column?';

/** A `weak` name gives way to one from within. */
function named(node: Node | undefined): { name: string; weak?: boolean } | undefined {
  if (!node) return undefined;
  if ('ColumnRef' in node) {
    const last = node.ColumnRef.fields?.findLast((field) => 'String' in field);
    return last && { name: nameIn([last])[0] ?? '' };
  }
  if ('A_Indirection' in node) {
    const field = node.A_Indirection.indirection?.findLast((part) => 'String' in part);
    return field ? { name: nameIn([field])[0] ?? '' } : named(node.A_Indirection.arg);
  }
  if ('FuncCall' in node) return { name: nameIn(node.FuncCall.funcname).at(-1) ?? '' };
  if ('A_Expr' in node) return node.A_Expr.kind === 'AEXPR_NULLIF' ? { name: 'nullif' } : undefined;
  if ('TypeCast' in node) {
    const inner = named(node.TypeCast.arg);
    const type = nameIn(node.TypeCast.typeName?.names).at(-1);
    return inner && !inner.weak ? inner : type ? { name: type, weak: true } : inner;
  }
  if ('CollateClause' in node) return named(node.CollateClause.arg);
  if ('GroupingFunc' in node) return { name: 'grouping' };
  if ('SubLink' in node) {
    const { subLinkType, subselect } = node.SubLink;
    if (subLinkType === 'EXISTS_SUBLINK') return { name: 'exists' };
    if (subLinkType === 'ARRAY_SUBLINK') return { name: 'array' };
    const target = subselect && 'SelectStmt' in subselect ? subselect.SelectStmt.targetList?.[0] : undefined;
    if (subLinkType !== 'EXPR_SUBLINK' || !target || !('ResTarget' in target)) return undefined;
    return target.ResTarget.name ? { name: target.ResTarget.name } : named(target.ResTarget.val);
  }
  if ('CaseExpr' in node) {
    const inner = named(node.CaseExpr.defresult);
    return inner && !inner.weak ? inner : { name: 'case', weak: true };
  }
  if ('A_ArrayExpr' in node) return { name: 'array' };
  if ('RowExpr' in node) return { name: 'row' };
  if ('CoalesceExpr' in node) return { name: 'coalesce' };
  if ('MinMaxExpr' in node) return { name: node.MinMaxExpr.op === 'IS_LEAST' ? 'least' : 'greatest' };
  if ('SQLValueFunction' in node) {
    const op = node.SQLValueFunction.op ?? '';
    return { name: op.replace('SVFOP_', '').replace(/_N$/, '').toLowerCase() };
  }
  return undefined;
}
