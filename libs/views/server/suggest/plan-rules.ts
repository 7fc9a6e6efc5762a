import { quoteName } from '../../definition/quote.js';
import { as, columnOf, operatorOf, selectOf } from './ast.js';
import { count, type Found, fewOf, type Look, manyRows, type Step, under } from './look.js';
import { createIndex, indexOn, written } from './relations.js';

const unboundedRows = 10_000;
const farOff = 10;

export function missingIndexOnJoin(look: Look): Found[] {
  return look.steps.flatMap((join) =>
    join.joins.flatMap((condition): Found[] => {
      const compared = as(condition, 'A_Expr');
      const sides = [columnOf(compared?.lexpr), columnOf(compared?.rexpr)];
      if (!compared || operatorOf(compared) !== '=') return [];
      return sides.flatMap((side): Found[] => {
        const scan = side && scanOf(join, side.alias);
        const others = join.children.filter((child) => scan && ![...under(child)].includes(scan));
        if (!scan?.relation || !side || others.length !== 1) return [];
        const partners = others[0]?.node['Plan Rows'] ?? 0;
        const readWhole = scan.node['Plan Rows'] >= scan.tableRows / 2;
        if (scan.tableRows < manyRows || !readWhole || partners > scan.tableRows * fewOf) return [];
        if (indexOn(scan.relation, side.column)) return [];
        return [
          {
            severity: 'warning',
            message: `An index on ${side.column} of ${scan.relation.name} would find the partners of these rows.`,
            evidence: `Reads all ${count(scan.tableRows)} rows of ${scan.relation.name} to join ${count(partners)}.`,
            statement: createIndex(scan.relation, [quoteName(side.column)]),
            node: look.nodeOf(side.alias),
            step: scan.id,
          },
        ];
      });
    }),
  );
}

const scanOf = (join: Step, alias: string) =>
  [...under(join)].find(({ node }) => node['Node Type'] === 'Seq Scan' && node.Alias === alias);

const between = new Set(['Limit', 'Gather Merge', 'Result', 'Subquery Scan', 'LockRows']);
const single = new Set(['Seq Scan', 'Gather', 'Bitmap Heap Scan', 'Sort', 'Incremental Sort']);

export async function sortWithoutIndex(look: Look): Promise<Found[]> {
  const found: Found[] = [];
  for (const sort of look.steps) {
    if (sort.node['Node Type'] !== 'Sort' || !last(sort)) continue;
    const scan = [...under(sort)].find(({ relation }) => relation);
    if (!scan?.relation || ![...under(sort)].every(({ node }) => single.has(node['Node Type']))) continue;
    const rows = sort.children[0]?.node['Plan Rows'] ?? 0;
    const keys = await keysOf(sort.node['Sort Key'] ?? []);
    const [first] = keys ?? [];
    if (!keys || !first || rows < manyRows || indexOn(scan.relation, first.column)) continue;
    found.push({
      severity: sort.parent ? 'warning' : 'info',
      message: `An index in this order gives the first rows of ${scan.relation.name} without sorting all.`,
      evidence: `Sorts ${count(rows)} rows by ${keys.map(({ column }) => column).join(', ')}.`,
      statement: createIndex(
        scan.relation,
        keys.map(({ column, order }) => quoteName(column) + order),
      ),
      node: look.nodeOf(scan.node.Alias),
      step: sort.id,
    });
  }
  return found;
}

/** Nothing but taking the first rows comes after it. */
const last = ({ parent }: Step): boolean =>
  parent === null || (between.has(parent.node['Node Type']) && last(parent));

const nullsWritten: Record<string, string> = {
  SORTBY_NULLS_FIRST: ' nulls first',
  SORTBY_NULLS_LAST: ' nulls last',
};

async function keysOf(texts: readonly string[]) {
  const select = await selectOf(`select 1 order by ${texts.join(', ')}`).catch(() => undefined);
  const keys = (select?.sortClause ?? []).flatMap((by) => {
    const { node, sortby_dir, sortby_nulls } = as(by, 'SortBy') ?? {};
    const column = columnOf(node)?.column;
    if (column === undefined) return [];
    const nulls = nullsWritten[`${sortby_nulls}`] ?? '';
    return [{ column, order: `${sortby_dir === 'SORTBY_DESC' ? ' desc' : ''}${nulls}` }];
  });
  return keys.length === texts.length ? keys : undefined;
}

export function unboundedScan({ steps: [root], select }: Look): Found[] {
  const rows = root?.node['Plan Rows'] ?? 0;
  if (!root || select.limitCount || rows < unboundedRows) return [];
  return [
    {
      severity: 'warning',
      message: 'Whoever asks without a filter gets everything: filter more, or set a limit.',
      evidence: `The planner expects ${count(rows)} rows, and there is no limit.`,
      statement: null,
      node: null,
      step: root.id,
    },
  ];
}

export function estimateFarOff({ analyzed, steps, nodeOf }: Look): Found[] {
  if (!analyzed) return [];
  const off = steps.filter(isOff);
  return off
    .filter((step) => !step.children.some((child) => [...under(child)].some((below) => off.includes(below))))
    .map(({ node, relation, id }) => ({
      severity: 'warning',
      message: relation
        ? `The statistics of ${relation.name} say something else than its rows: analyse it.`
        : 'The planner knows too little of these rows to choose well.',
      evidence: `${node['Node Type']} expected ${count(node['Plan Rows'])} rows and got ${count(node['Actual Rows'] ?? 0)}.`,
      statement: relation ? `analyze ${written(relation)};` : null,
      node: nodeOf(node.Alias),
      step: id,
    }));
}

function isOff(step: Step) {
  const { 'Plan Rows': expected, 'Actual Rows': got } = step.node;
  if (got === undefined || step.node['Actual Loops'] === 0) return false;
  if (got < expected && cutShort(step)) return false;
  return (
    Math.max(got, expected) >= manyRows &&
    Math.max(got, expected) >= farOff * Math.max(1, Math.min(got, expected))
  );
}

const cutShort = ({ parent }: Step): boolean =>
  parent !== null &&
  (parent.node['Node Type'] === 'Limit' || parent.node['Join Type'] !== undefined || cutShort(parent));
