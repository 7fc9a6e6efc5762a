import { pair } from '../diff/pair.js';
import { type Side, sideOf } from '../diff/sides.js';
import type { Catalog, Relation } from '../model.js';
import { fullName } from '../names.js';
import { revertRoutines } from './routines.js';
import { type Outcome, phases, type Step } from './step.js';
import { changeTable, createTable, dropTable } from './tables.js';
import { revertTypes } from './types.js';
import { isView, revertViews } from './views.js';

export type Revert = {
  /** in the order in which they can be run, as one transaction */
  statements: string[];
  /** what the statements do not bring back */
  lost: string[];
  /** what is left as it is */
  impossible: string[];
};

/** What leads from one state of a database back to an earlier one. Shown to people, and never run by us. */
export function revert(now: Catalog, was: Catalog): Revert {
  const [nowSide, wasSide] = [sideOf(now), sideOf(was)];
  const names = { now: nowSide.names, was: wasSide.names };
  const ofIdentity = identitySequences(nowSide, wasSide);
  const tables = ({ relations }: Catalog) => relations.filter((one) => !isView(one) && !ofIdentity(one));
  const { kept, removed, added } = pair(tables(now), tables(was), fullName, true);
  const outcomes: Outcome[] = [
    ...revertViews(nowSide, wasSide),
    ...revertTypes(now, was),
    ...removed.flatMap(dropTable),
    ...parentsFirst(added).flatMap((relation) => createTable(relation, names)),
    ...kept.flatMap(([is, old]) =>
      JSON.stringify(is) === JSON.stringify(old) ? [] : changeTable(is, old, names),
    ),
    ...revertRoutines(now, was),
  ];
  const steps = outcomes.filter((outcome): outcome is Step => 'sql' in outcome);
  const inOrder = phases.flatMap((phase) => steps.filter((step) => step.phase === phase));
  return {
    statements: inOrder.map(({ sql }) => sql),
    lost: inOrder.flatMap(({ lost }) => lost ?? []),
    impossible: outcomes.flatMap((outcome) => ('impossible' in outcome ? outcome.impossible : [])),
  };
}

function parentsFirst(tables: readonly Relation[]): Relation[] {
  const depth = ({ parents }: Relation): number =>
    1 + Math.max(-1, ...tables.filter(({ oid }) => parents.includes(oid)).map(depth));
  return tables.toSorted((a, b) => depth(a) - depth(b));
}

/** They come and go with their columns. */
const identitySequences =
  (...sides: Side[]) =>
  ({ sequence }: Relation) => {
    const owner = sequence?.owned_by;
    return sides.some(({ names }) =>
      names
        .relation(owner?.relation ?? 0)
        ?.columns.some(({ number, identity }) => number === owner?.column && identity),
    );
  };
