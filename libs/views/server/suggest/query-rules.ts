import type { Catalog } from '@pgai/catalog/model.js';
import { as, columnOf, functionOf, isStar, type Node, type SelectStmt, within } from './ast.js';
import { type Joined, joinedOf } from './joined.js';
import type { Found, Look } from './look.js';
import { alwaysFinds, columnNamed, relationOf, unique } from './relations.js';

const said = (found: Partial<Found> & Pick<Found, 'message' | 'evidence'>): Found => ({
  severity: 'warning',
  statement: null,
  node: null,
  step: null,
  ...found,
});

export function selectStar({ select, steps }: Look): Found[] {
  const stars = (select.targetList ?? []).filter((target) => {
    const ref = as(as(target, 'ResTarget')?.val, 'ColumnRef');
    return ref && isStar(ref);
  });
  if (stars.length === 0) return [];
  const columns = steps[0]?.node.Output?.length ?? 0;
  return [
    said({
      message: 'Name the columns: a star keeps meaning those of the day it was written, and says it nowhere.',
      evidence: `The star stands for columns of the ${columns} there are now.`,
    }),
  ];
}

export function offsetPaging({ select }: Look): Found[] {
  const constant = as(select.limitOffset, 'A_Const')?.ival;
  if (!select.limitOffset || (constant && !constant.ival)) return [];
  return [
    said({
      message:
        'Page by the last value seen (where key > …): OFFSET makes the skipped rows too, and slips when rows come or go.',
      evidence: 'The query has an OFFSET.',
    }),
  ];
}

export function notInNullable({ select, catalog }: Look): Found[] {
  return [...within(select, 'BoolExpr')].flatMap((not) => {
    const link = not.boolop === 'NOT_EXPR' ? as(not.args?.[0], 'SubLink') : undefined;
    const inner = as(link?.subselect, 'SelectStmt');
    if (link?.subLinkType !== 'ANY_SUBLINK' || link.operName || !inner) return [];
    const column = nullableOutput(inner, catalog);
    if (column === undefined) return [];
    return [
      said({
        message: 'Use NOT EXISTS: one null among these values, and NOT IN is true of no row.',
        evidence: `${column} may be null.`,
      }),
    ];
  });
}

function nullableOutput(inner: SelectStmt, catalog: Catalog) {
  const value = as(inner.targetList?.[0], 'ResTarget')?.val;
  const name = columnOf(value)?.column ?? functionOf(as(value, 'ColumnRef')?.fields);
  const from = as(inner.fromClause?.[0], 'RangeVar');
  const relation = from && relationOf(catalog, from.schemaname, from.relname ?? '');
  const column = relation && columnNamed(relation, name);
  if (!column || column.not_null || inner.fromClause?.length !== 1) return undefined;
  const excluded = [...within(inner.whereClause, 'NullTest')].some(
    ({ nulltesttype, arg }) =>
      nulltesttype === 'IS_NOT_NULL' &&
      (columnOf(arg)?.column ?? functionOf(as(arg, 'ColumnRef')?.fields)) === name,
  );
  return excluded ? undefined : `${relation.name}.${name}`;
}

export function unusedJoin({ select, catalog, nodeOf }: Look): Found[] {
  const joined = joinedOf(select, catalog);
  return (joined ?? []).flatMap((one) => {
    if (one.used || one.kind === null || !unique(one.relation, one.keys)) return [];
    const kept = one.kind === 'left' || one.partners.some((partner) => alwaysFinds(partner, one.relation));
    if (!kept) return [];
    return [
      said({
        message: `Leave ${one.alias} out: the rows stay the same without it.`,
        evidence: `Nothing of ${one.alias} is shown, filtered or sorted by, and each row has ${one.kind === 'left' ? 'at most' : 'exactly'} one partner in it.`,
        node: nodeOf(one.alias),
      }),
    ];
  });
}

const summing = new Set(['sum', 'avg', 'count']);

export function fanOutBeforeAggregate({ select, catalog, nodeOf }: Look): Found[] {
  const joined = joinedOf(select, catalog);
  if (!joined || joined.length < 2) return [];
  const summed = [...within(select.targetList, 'FuncCall', (kind) => kind !== 'SubLink')]
    .filter(({ funcname, agg_distinct, over }) => summing.has(functionOf(funcname)) && !agg_distinct && !over)
    .flatMap((call) => [...within(call.args, 'ColumnRef')].map((ref): Node => ({ ColumnRef: ref })))
    .map((ref) => columnOf(ref));
  return joined.filter(multiplies).flatMap((many) => {
    const hit = summed.find(
      (one) => one && one.alias !== many.alias && joined.some(({ alias }) => alias === one.alias),
    );
    if (!hit) return [];
    return [
      said({
        message: `Sum ${hit.alias}.${hit.column} before joining ${many.alias}: each row counts once for every partner it has there.`,
        evidence: `${[...many.keys].join(', ')} of ${many.relation.name} is not unique.`,
        node: nodeOf(many.alias),
      }),
    ];
  });
}

const multiplies = ({ relation, keys }: Joined) => keys.size > 0 && !unique(relation, keys);

export function distinctHidesFanOut({ select, catalog, nodeOf }: Look): Found[] {
  const joined = joinedOf(select, catalog);
  if (!select.distinctClause || !joined || joined.length < 2) return [];
  return joined
    .filter((one) => multiplies(one) && !one.shown)
    .map((one) =>
      said({
        message: `Ask whether ${one.alias} EXISTS instead of joining it: DISTINCT then has nothing to take away.`,
        evidence: `Nothing of ${one.alias} is shown, and ${[...one.keys].join(', ')} of ${one.relation.name} is not unique.`,
        node: nodeOf(one.alias),
      }),
    );
}
