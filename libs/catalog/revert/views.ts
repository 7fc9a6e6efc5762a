import { affectedBy, type Side } from '../diff/sides.js';
import type { Relation } from '../model.js';
import { fullName, type Names, quoted } from '../names.js';
import { ownIndexes, revertParts } from './parts.js';
import { commentOn, type Outcome, rights, step } from './step.js';

export const isView = ({ kind }: Relation) => kind === 'view' || kind === 'materialized_view';
const word = ({ kind }: Relation) => (kind === 'view' ? 'view' : 'materialized view');
const said = (view: Relation) => JSON.stringify({ ...view, uses: [] });

/**
 * A view is dropped and made anew: its columns cannot be taken away in place. So are those above it, and those above a
 * table that loses a column or changes the type of one.
 */
export function revertViews(now: Side, was: Side): Outcome[] {
  const here = byId(now);
  const there = byId(was);
  const touched = new Set<number>();
  const touch = (oid: number) => {
    for (const found of affectedBy(now, oid)) {
      const user = here.get(found.oid);
      if (user && isView(user)) touched.add(found.oid);
    }
  };
  for (const relation of now.catalog.relations) {
    const old = there.get(relation.oid);
    if (!isView(relation)) {
      if (!old || reshaped(relation, old)) touch(relation.oid);
    } else if (!old || said(old) !== said(relation)) {
      touched.add(relation.oid);
      touch(relation.oid);
    }
  }
  for (const routine of now.catalog.routines) {
    const old = was.catalog.routines.find(({ oid }) => oid === routine.oid);
    if (!old || JSON.stringify(old) !== JSON.stringify(routine)) touch(routine.oid);
  }
  const drop = now.catalog.relations.filter(({ oid }) => touched.has(oid));
  const make = was.catalog.relations.filter(
    (view) => isView(view) && (touched.has(view.oid) || !here.has(view.oid)),
  );
  return [
    ...bottomUp(drop)
      .reverse()
      .map((view) => step('drop views', `drop ${word(view)} ${fullName(view)}`)),
    ...bottomUp(make).flatMap((view) => create(view, was.names)),
  ];
}

const byId = ({ catalog }: Side) => new Map(catalog.relations.map((relation) => [relation.oid, relation]));

const shape = ({ columns }: Relation) =>
  JSON.stringify(columns.map(({ number, type, collation }) => [number, type, collation]));
const reshaped = (now: Relation, was: Relation) => shape(now) !== shape(was);

/** What a view is written in terms of stands before it. */
function bottomUp(views: readonly Relation[]): Relation[] {
  const known = new Map(views.map((view) => [view.oid, view]));
  const done = new Set<Relation>();
  const inOrder: Relation[] = [];
  const visit = (view: Relation) => {
    if (done.has(view)) return;
    done.add(view); // a view is never above itself, but a routine it calls may be
    for (const { oid } of view.uses) {
      const below = known.get(oid);
      if (below) visit(below);
    }
    inOrder.push(view);
  };
  for (const view of views) visit(view);
  return inOrder;
}

function create(was: Relation, names: Names): Outcome[] {
  const [name, target] = [fullName(was), `${word(was)} ${fullName(was)}`];
  const columns = was.columns.map((column) => quoted(column.name)).join(', ');
  const withOptions = was.options.length > 0 ? ` with (${was.options.join(', ')})` : '';
  const text = (was.definition ?? '').trim().replace(/;$/, '');
  const filled = was.kind === 'materialized_view' ? ` with ${was.populated ? '' : 'no '}data` : '';
  return [
    step('views', `create ${target}${columns && ` (${columns})`}${withOptions} as\n${text}${filled}`),
    ...revertParts(
      { ...was, constraints: [], indexes: [], triggers: [], policies: [] },
      { ...was, constraints: [], indexes: ownIndexes(was) },
      { now: names, was: names },
    ),
    step('rights', `alter ${target} owner to ${quoted(was.owner)}`),
    ...rights(`table ${name}`, [], was.grants),
    ...was.columns.flatMap((column) => [
      ...commentOn(`column ${name}.${quoted(column.name)}`, null, column.comment),
      ...(column.default === null
        ? []
        : [
            step(
              'rights',
              `alter view ${name} alter column ${quoted(column.name)} set default ${column.default}`,
            ),
          ]),
      ...rights(`table ${name}`, [], column.grants, ` (${quoted(column.name)})`),
    ]),
    ...commentOn(target, null, was.comment),
  ];
}
