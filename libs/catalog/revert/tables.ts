import { describeConstraint, describeIndex } from '../describe.js';
import { pair } from '../diff/pair.js';
import type { Column, Relation, Sequence } from '../model.js';
import { fullName, type Names, quoted } from '../names.js';
import { ownIndexes, revertParts } from './parts.js';
import { commentOn, type Outcome, rights, step } from './step.js';

type Sides = { now: Names; was: Names };

const words: Record<string, string> = {
  foreign_table: 'foreign table',
  sequence: 'sequence',
  composite_type: 'type',
};
export const wordOf = ({ kind }: Relation) => words[kind] ?? 'table';
const right = (relation: Relation) =>
  relation.kind === 'composite_type'
    ? `type ${fullName(relation)}`
    : relation.kind === 'sequence'
      ? `sequence ${fullName(relation)}`
      : `table ${fullName(relation)}`;

export const dropTable = (relation: Relation): Outcome[] => [
  step(
    relation.kind === 'composite_type' ? 'drop types' : 'drop tables',
    `drop ${wordOf(relation)} if exists ${fullName(relation)} cascade`,
    ['table', 'partitioned_table'].includes(relation.kind)
      ? `${fullName(relation)}: what was written to it since`
      : undefined,
  ),
];

export function createTable(was: Relation, names: Sides): Outcome[] {
  const name = fullName(was);
  const target = `${wordOf(was)} ${name}`;
  if (was.kind === 'foreign_table')
    return [{ impossible: `${name}: the options of a foreign table are not kept` }];
  if (was.kind === 'composite_type')
    return [
      step(
        'types',
        `create type ${name} as (${was.columns.map(({ name: part, type }) => `${quoted(part)} ${type}`).join(', ')})`,
      ),
      ...owned(target, was),
      ...commentOn(target, null, was.comment),
    ];
  if (was.sequence)
    return [
      step(
        'sequences',
        `create ${was.unlogged ? 'unlogged ' : ''}sequence ${name} ${options(was.sequence)}`,
        `${name}: how far it had counted`,
      ),
      ...ownedBy(was.sequence, name, names.was),
      ...owned(target, was),
      ...rights(right(was), [], was.grants),
      ...commentOn(target, null, was.comment),
    ];
  const nothing: Relation = { ...was, constraints: [], indexes: [], triggers: [], policies: [] };
  return [
    step('tables', tableText(was, names.was), `${name}: its rows`),
    ...revertParts(nothing, withoutInherited(was, names.was), names),
    ...security({ enabled: false, forced: false }, was),
    ...owned(target, was),
    ...rights(right(was), [], was.grants),
    ...was.columns.flatMap((column) => [
      ...commentOn(`column ${name}.${quoted(column.name)}`, null, column.comment),
      ...rights(right(was), [], column.grants, ` (${quoted(column.name)})`),
    ]),
    ...commentOn(target, null, was.comment),
  ];
}

/** What a partition has as its parent has it comes with it, whatever it is called. */
function withoutInherited(was: Relation, names: Names): Relation {
  if (was.partition_bound === null) return was;
  const above = was.parents.flatMap((oid) => names.relation(oid) ?? []);
  const keys = above.flatMap((parent) =>
    parent.constraints.map((one) => describeConstraint(one, parent.oid, names)),
  );
  const indexes = above.flatMap((parent) => parent.indexes.map((one) => describeIndex(one, parent)));
  return {
    ...was,
    constraints: was.constraints.filter((one) => !keys.includes(describeConstraint(one, was.oid, names))),
    indexes: ownIndexes(was).filter((one) => !indexes.includes(describeIndex(one, was))),
  };
}

function tableText(was: Relation, names: Names) {
  const partition = was.partition_bound !== null;
  const columns = was.columns.filter(({ inherited }) => !inherited).map(columnText);
  return [
    `create ${was.unlogged ? 'unlogged ' : ''}table ${fullName(was)}`,
    partition
      ? `partition of ${was.parents.map(names.full).join(', ')} ${was.partition_bound}`
      : `(${columns.join(', ')})`,
    !partition && was.parents.length > 0 && `inherits (${was.parents.map(names.full).join(', ')})`,
    was.partition_key && `partition by ${was.partition_key}`,
    was.options.length > 0 && `with (${was.options.join(', ')})`,
  ]
    .filter(Boolean)
    .join(' ');
}

function columnText({ name, type, collation, generated, identity, default: fallback, not_null }: Column) {
  const value = generated
    ? `generated always as (${fallback}) ${generated}`
    : identity
      ? `generated ${identity} as identity`
      : fallback !== null && `default ${fallback}`;
  return [quoted(name), type, collation && `collate ${quoted(collation)}`, value, not_null && 'not null']
    .filter(Boolean)
    .join(' ');
}

const options = ({ type, start, increment, min, max, cycles }: Sequence) =>
  `as ${type} increment ${increment} minvalue ${min} maxvalue ${max} start ${start} ${cycles ? 'cycle' : 'no cycle'}`;

const ownedBy = ({ owned_by }: Sequence, name: string, names: Names): Outcome[] =>
  owned_by
    ? [
        step(
          'rights',
          `alter sequence ${name} owned by ${names.full(owned_by.relation)}.${names.columns(owned_by.relation, [owned_by.column]).map(quoted).join('')}`,
        ),
      ]
    : [];

const owned = (target: string, { owner }: Relation) => [
  step('rights', `alter ${target} owner to ${quoted(owner)}`),
];

function security(now: Relation['row_security'], was: Relation): Outcome[] {
  const alter = (what: string) => step('parts', `alter table ${fullName(was)} ${what} row level security`);
  const { enabled, forced } = was.row_security;
  return [
    ...(now.enabled === enabled ? [] : [alter(enabled ? 'enable' : 'disable')]),
    ...(now.forced === forced ? [] : [alter(forced ? 'force' : 'no force')]),
  ];
}

/** A table, a sequence or a composite type that is there on both sides. */
export function changeTable(now: Relation, was: Relation, names: Sides): Outcome[] {
  const [name, target] = [fullName(was), `${wordOf(was)} ${fullName(was)}`];
  const steps: Outcome[] = [];
  if (now.schema !== was.schema)
    steps.push(step('names', `alter ${wordOf(now)} ${fullName(now)} set schema ${quoted(was.schema)}`));
  if (now.name !== was.name)
    steps.push(
      step(
        'names',
        `alter ${wordOf(now)} ${fullName({ schema: was.schema, name: now.name })} rename to ${quoted(was.name)}`,
      ),
    );
  if (was.sequence && now.sequence) {
    if (options(now.sequence) !== options(was.sequence))
      steps.push(step('sequences', `alter sequence ${name} ${options(was.sequence)}`));
    if (JSON.stringify(now.sequence.owned_by) !== JSON.stringify(was.sequence.owned_by))
      steps.push(
        ...(was.sequence.owned_by
          ? ownedBy(was.sequence, name, names.was)
          : [step('rights', `alter sequence ${name} owned by none`)]),
      );
  }
  if (now.unlogged !== was.unlogged)
    steps.push(step('tables', `alter ${target} set ${was.unlogged ? 'unlogged' : 'logged'}`));
  if (now.options.toSorted().join() !== was.options.toSorted().join()) {
    const gone = now.options.map((option) => option.split('=')[0]).join(', ');
    if (gone) steps.push(step('tables', `alter ${target} reset (${gone})`));
    if (was.options.length > 0) steps.push(step('tables', `alter ${target} set (${was.options.join(', ')})`));
  }
  if (
    now.partition_key !== was.partition_key ||
    now.partition_bound !== was.partition_bound ||
    parents(now, names.now) !== parents(was, names.was)
  )
    steps.push({ impossible: `${name}: what it is a part of, and how it is parted, is changed by hand` });
  if (now.owner !== was.owner) steps.push(step('rights', `alter ${target} owner to ${quoted(was.owner)}`));
  return [
    ...steps,
    ...columns(now, was),
    ...revertParts(now, was, names),
    ...security(now.row_security, was),
    ...rights(right(was), now.grants, was.grants),
    ...commentOn(target, now.comment, was.comment),
  ];
}

const parents = (relation: Relation, names: Names) => relation.parents.map(names.full).sort().join();

type Numbered = Column & { oid: number };
const numbered = ({ columns: all }: Relation): Numbered[] =>
  all.map((column) => ({ ...column, oid: column.number }));

function columns(now: Relation, was: Relation): Outcome[] {
  const name = fullName(was);
  const { kept, removed, added } = pair(numbered(now), numbered(was), (column) => column.name, true);
  const composite = was.kind === 'composite_type';
  const word = composite ? 'attribute' : 'column';
  const alter = (what: string, lost?: string) =>
    step('columns', `alter ${wordOf(was)} ${name} ${what}`, lost);
  return [
    ...removed
      .filter(({ inherited }) => !inherited)
      .map((column) =>
        alter(
          `drop ${word} ${quoted(column.name)} cascade`,
          `${name}.${quoted(column.name)}: what was written to it since`,
        ),
      ),
    ...added
      .filter(({ inherited }) => !inherited)
      .flatMap((column) => [
        alter(
          `add ${word} ${composite ? `${quoted(column.name)} ${column.type}` : columnText(column)}`,
          lostWith(column, was),
        ),
        ...commentOn(`column ${name}.${quoted(column.name)}`, null, column.comment),
        ...rights(right(was), [], column.grants, ` (${quoted(column.name)})`),
      ]),
    ...kept.flatMap(([is, old]) => change(is, old, was, alter)),
  ];
}

const lostWith = (column: Column, was: Relation) =>
  `${fullName(was)}.${quoted(column.name)}: its values, and its place among the columns${column.not_null && column.default === null && !column.identity ? '; where rows are it has to be filled before it can be NOT NULL' : ''}`;

function change(
  now: Column,
  was: Column,
  table: Relation,
  alter: (what: string, lost?: string) => Outcome,
): Outcome[] {
  const [name, full] = [quoted(was.name), `${fullName(table)}.${quoted(was.name)}`];
  const composite = table.kind === 'composite_type';
  const steps: Outcome[] = [];
  const set = (what: string, lost?: string) =>
    steps.push(alter(`alter ${composite ? 'attribute' : 'column'} ${name} ${what}`, lost));
  if (now.name !== was.name && !was.inherited)
    steps.push(alter(`rename ${composite ? 'attribute' : 'column'} ${quoted(now.name)} to ${name}`));
  if (now.generated !== was.generated || (was.generated && now.default !== was.default))
    steps.push({ impossible: `${full}: how it is computed is changed by dropping and adding it` });
  else {
    const retyped = now.type !== was.type || now.collation !== was.collation;
    if (retyped && now.default !== null) set('drop default');
    if (retyped) {
      const collated = was.collation ? ` collate ${quoted(was.collation)}` : '';
      set(
        `type ${was.type}${collated}${composite ? '' : ` using ${name}::${was.type}`}`,
        `${full}: what the change from ${was.type} to ${now.type} cut or rounded`,
      );
    }
    if (now.default !== was.default || (retyped && was.default !== null))
      set(was.default === null ? 'drop default' : `set default ${was.default}`);
  }
  if (now.identity !== was.identity) {
    if (now.identity === null)
      set(`add generated ${was.identity} as identity`, `${full}: how far it had counted`);
    else set(was.identity === null ? 'drop identity' : `set generated ${was.identity}`);
  }
  if (now.not_null !== was.not_null && !(was.identity && !now.identity))
    set(`${was.not_null ? 'set' : 'drop'} not null`);
  return [
    ...steps,
    ...commentOn(`column ${full}`, now.comment, was.comment),
    ...rights(right(table), now.grants, was.grants, ` (${name})`),
  ];
}
