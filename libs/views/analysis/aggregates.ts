import type { Expression } from '@pgai/contracts/expressions.js';
import { canonicalExpression } from '../definition/canonical.js';
import { partsOf, within } from '../definition/parts.js';
import { error } from './fault.js';
import { isAggregate } from './functions.js';
import type { Scope } from './scope.js';

export type Grouped = {
  columns: Expression[];
  grouping: Expression[];
  having: Expression[];
  ordering: Expression[];
  /** where no aggregate may be: conditions of rows and joins */
  rows: Expression[];
};

/** Aggregates where they may not be, and columns that are neither grouped nor aggregated. */
export function checkAggregates({ columns, grouping, having, ordering, rows }: Grouped, scope: Scope) {
  const { catalog, report, place } = scope;
  const aggregate = (e: Expression) => (e.kind === 'call' ? isAggregate(catalog, e) : false);
  const found = (e: Expression) => [...within(e)].filter((part) => aggregate(part));

  for (const e of [...rows, ...grouping])
    for (const part of found(e))
      report(
        error(
          'aggregate-of-rows',
          'An aggregate cannot stand in a condition of rows, a join or a grouping.',
          {
            place: place(part),
            hint: 'As a condition of groups it can: having.',
          },
        ),
      );
  const shown = [...columns, ...having, ...ordering];
  for (const outer of shown.flatMap(found))
    if (partsOf(outer).some((part) => found(part).length > 0))
      report(error('aggregate-nested', 'An aggregate cannot hold another one.', { place: place(outer) }));

  if (grouping.length === 0 && having.length === 0 && !shown.some((e) => found(e).length > 0)) return;
  const groups = new Set(grouping.map(canonicalExpression));
  const whole = keyed(grouping, scope);
  const free = (table: string) => whole.has(table) || !scope.source(table) || scope.outer?.(table);
  /** The first column outside of every group and aggregate; undefined also where that is not known. */
  const loose = (e: Expression): Expression | undefined => {
    if (groups.has(canonicalExpression(e)) || aggregate(e) !== false) return undefined;
    if (e.kind === 'column') return free(e.table) ? undefined : e;
    for (const part of partsOf(e)) {
      const one = loose(part);
      if (one) return one;
    }
    return undefined;
  };
  for (const e of shown) {
    const column = loose(e);
    if (column?.kind !== 'column') continue;
    const name = `${scope.source(column.table)?.alias ?? column.table}.${column.column}`;
    report(
      error('not-grouped', `${name} is neither grouped nor aggregated.`, {
        place: place(column),
        hint: `Group by it, or aggregate it, as in max(${name}).`,
      }),
    );
  }
}

/** The tables grouped by their whole primary key: their other columns have one value in each group. */
function keyed(grouping: Expression[], { source }: Scope) {
  const columns = Map.groupBy(
    grouping.filter((e) => e.kind === 'column'),
    ({ table }) => table,
  );
  const whole = new Set<string>();
  for (const [table, named] of columns) {
    const key = source(table)?.relation?.primary_key;
    if (key?.every((column) => named.some((it) => it.column === column))) whole.add(table);
  }
  return whole;
}
