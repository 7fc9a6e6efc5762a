import { describeConstraint, describeIndex, describePolicy } from '../describe.js';
import { pair } from '../diff/pair.js';
import type { Constraint, Index, Policy, Relation, Trigger } from '../model.js';
import { fullName, type Names, quoted } from '../names.js';
import { commentOn, type Outcome, splitList, step } from './step.js';

type Sides = { now: Names; was: Names };

/** Constraints, indexes, triggers and policies: what is new or other goes, what was there comes. */
export function revertParts(now: Relation, was: Relation, names: Sides): Outcome[] {
  const on = fullName(was);
  return [
    ...replaced(now.constraints, was.constraints, {
      same: (a, b) => describeConstraint(a, now.oid, names.now) === describeConstraint(b, was.oid, names.was),
      drop: ({ name }) =>
        step('drop parts', `alter table ${fullName(now)} drop constraint ${quoted(name)} cascade`),
      create: (constraint) => addConstraint(was, constraint, names.was),
      rename: (a, b) => step('parts', `alter table ${on} rename constraint ${quoted(a)} to ${quoted(b)}`),
      target: ({ name }) => `constraint ${quoted(name)} on ${on}`,
    }),
    ...replaced(ownIndexes(now), ownIndexes(was), {
      same: (a, b) => describeIndex(a, now) === describeIndex(b, was),
      drop: ({ name }) => step('drop parts', `drop index ${quoted(now.schema)}.${quoted(name)}`),
      create: (index) => createIndex(was, index),
      rename: (a, b) =>
        step('parts', `alter index ${quoted(was.schema)}.${quoted(a)} rename to ${quoted(b)}`),
      target: ({ name }) => `index ${quoted(was.schema)}.${quoted(name)}`,
    }),
    ...replaced(now.triggers, was.triggers, {
      same: (a, b) => a.definition === b.definition && a.enabled === b.enabled,
      drop: ({ name }) => step('drop parts', `drop trigger ${quoted(name)} on ${fullName(now)}`),
      create: (trigger) => createTrigger(was, trigger),
      target: ({ name }) => `trigger ${quoted(name)} on ${on}`,
    }),
    ...replaced(now.policies, was.policies, {
      same: (a, b) => describePolicy(a) === describePolicy(b),
      drop: ({ name }) => step('drop parts', `drop policy ${quoted(name)} on ${fullName(now)}`),
      create: (policy) => [createPolicy(was, policy)],
      target: ({ name }) => `policy ${quoted(name)} on ${on}`,
    }),
  ];
}

type Part = { oid: number; name: string; comment: string | null };
type Ways<T> = {
  same: (a: T, b: T) => boolean;
  drop: (part: T) => Outcome;
  create: (part: T) => Outcome[];
  /** without it a part under another name is another part */
  rename?: (from: string, to: string) => Outcome;
  target: (part: T) => string;
};

function replaced<T extends Part>(now: readonly T[], was: readonly T[], ways: Ways<T>): Outcome[] {
  const { kept, removed, added } = pair(now, was, ({ name }) => name, true);
  const made = (part: T) => [...ways.create(part), ...commentOn(ways.target(part), null, part.comment)];
  return [
    ...removed.map(ways.drop),
    ...added.flatMap(made),
    ...kept.flatMap(([is, old]) => {
      if (!ways.same(is, old) || (is.name !== old.name && !ways.rename)) return [ways.drop(is), ...made(old)];
      const named = is.name === old.name || !ways.rename ? [] : [ways.rename(is.name, old.name)];
      return [...named, ...commentOn(ways.target(old), is.comment, old.comment)];
    }),
  ];
}

/** Those that keep a constraint come and go with it. */
export const ownIndexes = ({ indexes, constraints }: Relation) =>
  indexes.filter(
    ({ oid }) => !constraints.some(({ kind, index }) => kind !== 'foreign_key' && index === oid),
  );

export function addConstraint(table: Relation, constraint: Constraint, names: Names): Outcome[] {
  const phase = constraint.kind === 'foreign_key' ? 'references' : 'keys';
  const text = describeConstraint(constraint, table.oid, names);
  return [step(phase, `alter table ${fullName(table)} add constraint ${quoted(constraint.name)} ${text}`)];
}

export function createIndex(table: Relation, index: Index): Outcome[] {
  const expressions = index.expressions === null ? [] : splitList(index.expressions);
  const nameOf = (number: number) => {
    if (number === 0) return `(${expressions.shift()})`;
    return quoted(table.columns.find((column) => column.number === number)?.name ?? '');
  };
  const keys = index.columns.slice(0, index.key_count).map((number, i) => {
    const [descending, first] = [index.descending[i] ?? false, index.nulls_first[i] ?? false];
    const nulls = first === descending ? '' : ` nulls ${first ? 'first' : 'last'}`;
    const type = index.operator_classes[i];
    return `${nameOf(number)}${type ? ` ${type}` : ''}${descending ? ' desc' : ''}${nulls}`;
  });
  const included = index.columns.slice(index.key_count).map(nameOf);
  const sql = [
    `create ${index.unique ? 'unique ' : ''}index ${quoted(index.name)} on ${fullName(table)}`,
    `using ${quoted(index.method)} (${keys.join(', ')})`,
    included.length > 0 && `include (${included.join(', ')})`,
    index.nulls_not_distinct && 'nulls not distinct',
    index.predicate && `where ${index.predicate}`,
  ];
  return [step('indexes', sql.filter(Boolean).join(' '))];
}

export const createTrigger = (table: Relation, { name, definition, enabled }: Trigger): Outcome[] => [
  step('parts', definition),
  ...(enabled ? [] : [step('parts', `alter table ${fullName(table)} disable trigger ${quoted(name)}`)]),
];

export function createPolicy(
  table: Relation,
  { name, command, permissive, roles, using, check }: Policy,
): Outcome {
  const to = roles.map((role) => (role === 'public' ? role : quoted(role))).join(', ');
  const sql = [
    `create policy ${quoted(name)} on ${fullName(table)} as ${permissive ? 'permissive' : 'restrictive'}`,
    `for ${command} to ${to}`,
    using !== null && `using (${using})`,
    check !== null && `with check (${check})`,
  ];
  return step('parts', sql.filter(Boolean).join(' '));
}
