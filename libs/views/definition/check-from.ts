import type { Fault } from '@pgai/contracts/view-analysis.js';
import type { QueryBuilderConfig } from '@pgai/contracts/view-definition.js';
import { error } from '../analysis/fault.js';
import { fromOf } from './from.js';
import { within } from './parts.js';

/** Joins that lead nowhere, twice to one table, or name what is joined only later. */
export function checkFrom(query: QueryBuilderConfig): Fault[] {
  const byId = new Map(query.tables.map((table) => [table.id, table]));
  const { chains, stray } = fromOf(query);
  const placed = new Set(chains.flatMap(({ joined }) => joined.map(({ join }) => join.right)));
  return [
    ...stray.map(({ id, left, right }) => {
      const place = { node: id };
      if (!byId.has(left) || !byId.has(right))
        return error('table-missing', 'A table of this join is no longer in the query.', {
          place,
          hint: 'Remove the join, or add the table again.',
        });
      if (left === right)
        return error('join-itself', 'A table is joined to itself without a second alias.', {
          place,
          hint: 'Add the table once more.',
        });
      const name = byId.get(right)?.alias;
      return placed.has(right)
        ? error('join-twice', `${name} is joined twice.`, {
            place,
            hint: `Add ${name} once more under another alias.`,
          })
        : error('join-circle', `The joins run in a circle through ${name}.`, {
            place,
            hint: 'Make one of them a condition of another.',
          });
    }),
    ...query.joins
      .filter(({ kind, on }) => (kind === 'cross') !== (on === null))
      .map(({ id, kind }) =>
        error(
          'join-condition',
          kind === 'cross' ? 'A cross join has no condition.' : `A ${kind} join needs a condition.`,
          { place: { node: id } },
        ),
      ),
    ...chains.flatMap(({ root, joined }) => {
      const there = new Set([root.id]);
      return joined.flatMap(({ join, table }) => {
        there.add(table.id);
        const early = [...within(join.on ?? { kind: 'literal', type: 'null', value: null })]
          .map((e) => (e.kind === 'column' ? byId.get(e.table) : undefined))
          .find((named) => named !== undefined && !there.has(named.id));
        return early
          ? [
              error('join-too-early', `The condition names ${early.alias}, which is joined only later.`, {
                place: { node: join.id },
                hint: `Move this join below that of ${early.alias}.`,
              }),
            ]
          : [];
      });
    }),
  ];
}
