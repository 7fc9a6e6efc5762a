import { pair } from '../diff/pair.js';
import type { Catalog, UserType } from '../model.js';
import { fullName, quoted } from '../names.js';
import { commentOn, literal, type Outcome, rights, step } from './step.js';

const word = ({ kind }: UserType) => (kind === 'domain' ? 'domain' : 'type');

/** Schemas, extensions, enums, domains and ranges. */
export function revertTypes(now: Catalog, was: Catalog): Outcome[] {
  const types = pair(now.types, was.types, fullName, true);
  return [
    ...schemas(now, was),
    ...extensions(now, was),
    ...types.removed.map((type) => step('drop types', `drop ${word(type)} ${fullName(type)}`)),
    ...types.added.flatMap((type) => [
      ...create(type),
      ...commentOn(`${word(type)} ${fullName(type)}`, null, type.comment),
    ]),
    ...types.kept.flatMap(([is, old]) => change(is, old)),
  ];
}

function create(type: UserType): Outcome[] {
  const { kind, labels, base, not_null, default: fallback, checks } = type;
  if (kind === 'range')
    return [
      {
        impossible: `${fullName(type)}: a range type has functions that are not kept; it was one of ${base}`,
      },
    ];
  if (kind === 'enum')
    return [
      step(
        'types',
        `create type ${fullName(type)} as enum (${labels.map(({ name }) => literal(name)).join(', ')})`,
      ),
    ];
  const rest = [
    fallback !== null && `default ${fallback}`,
    not_null && 'not null',
    ...checks.map(({ name, expression }) => `constraint ${quoted(name)} ${expression}`),
  ].filter(Boolean);
  return [step('types', [`create domain ${fullName(type)} as ${base}`, ...rest].join(' '))];
}

function change(now: UserType, was: UserType): Outcome[] {
  const steps: Outcome[] = [];
  const what = `${word(was)} ${fullName(was)}`;
  if (now.kind !== was.kind) return [{ impossible: `${fullName(was)} is of another kind now` }];
  if (now.schema !== was.schema)
    steps.push(step('names', `alter ${word(now)} ${fullName(now)} set schema ${quoted(was.schema)}`));
  if (now.name !== was.name)
    steps.push(
      step(
        'names',
        `alter ${word(now)} ${quoted(was.schema)}.${quoted(now.name)} rename to ${quoted(was.name)}`,
      ),
    );
  if (now.owner !== was.owner) steps.push(step('rights', `alter ${what} owner to ${quoted(was.owner)}`));
  const labels = pair(now.labels, was.labels, ({ name }) => name, true);
  for (const [is, old] of labels.kept)
    if (is.name !== old.name)
      steps.push(step('types', `alter ${what} rename value ${literal(is.name)} to ${literal(old.name)}`));
  for (const { name } of labels.removed)
    steps.push({
      impossible: `${fullName(was)}: PostgreSQL takes no label from an enum, and ${literal(name)} stays`,
    });
  for (const { name } of labels.added) {
    const next = was.labels[was.labels.findIndex((label) => label.name === name) + 1];
    const place = next ? ` before ${literal(next.name)}` : '';
    steps.push(step('types', `alter ${what} add value ${literal(name)}${place}`));
  }
  if (now.base !== was.base)
    steps.push({ impossible: `${fullName(was)} was made of ${was.base}, and is of ${now.base}` });
  if (now.default !== was.default)
    steps.push(
      step('types', `alter ${what} ${was.default === null ? 'drop default' : `set default ${was.default}`}`),
    );
  if (now.not_null !== was.not_null)
    steps.push(step('types', `alter ${what} ${was.not_null ? 'set' : 'drop'} not null`));
  const checks = pair(now.checks, was.checks, ({ name, expression }) => `${name} ${expression}`, false);
  for (const { name } of checks.removed)
    steps.push(step('types', `alter ${what} drop constraint ${quoted(name)}`));
  for (const { name, expression } of checks.added)
    steps.push(step('types', `alter ${what} add constraint ${quoted(name)} ${expression}`));
  return [...steps, ...commentOn(what, now.comment, was.comment)];
}

function schemas(now: Catalog, was: Catalog): Outcome[] {
  const { kept, removed, added } = pair(now.schemas, was.schemas, ({ name }) => name, true);
  const target = (name: string) => `schema ${quoted(name)}`;
  return [
    ...removed.map(({ name }) => step('drop schemas', `drop ${target(name)}`)),
    ...added.flatMap(({ name, owner, comment, grants }) => [
      step('schemas', `create ${target(name)} authorization ${quoted(owner)}`),
      ...commentOn(target(name), null, comment),
      ...rights(target(name), [], grants),
    ]),
    ...kept.flatMap(([is, old]) => [
      ...(is.name === old.name
        ? []
        : [step('schemas', `alter ${target(is.name)} rename to ${quoted(old.name)}`)]),
      ...(is.owner === old.owner
        ? []
        : [step('rights', `alter ${target(old.name)} owner to ${quoted(old.owner)}`)]),
      ...commentOn(target(old.name), is.comment, old.comment),
      ...rights(target(old.name), is.grants, old.grants),
    ]),
  ];
}

function extensions(now: Catalog, was: Catalog): Outcome[] {
  const { kept, removed, added } = pair(now.extensions, was.extensions, ({ name }) => name, false);
  return [
    ...removed.map(({ name }) => step('drop types', `drop extension ${quoted(name)}`)),
    ...added.map(({ name, schema, version }) =>
      step(
        'schemas',
        `create extension ${quoted(name)} schema ${quoted(schema)} version ${literal(version)}`,
      ),
    ),
    ...kept
      .filter(([is, old]) => is.version !== old.version)
      .map(([{ name }, { version }]) =>
        step(
          'schemas',
          `alter extension ${quoted(name)} update to ${literal(version)}`,
          `${name}: few extensions have a way back to an older version`,
        ),
      ),
  ];
}
