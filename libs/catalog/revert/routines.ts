import { pair } from '../diff/pair.js';
import type { Argument, Catalog, Routine } from '../model.js';
import { fullName, quoted, signature } from '../names.js';
import { commentOn, literal, type Outcome, rights, splitList, step } from './step.js';

const wordOf = ({ kind }: Routine) =>
  kind === 'procedure' ? 'procedure' : kind === 'aggregate' ? 'aggregate' : 'function';
const nameOf = (routine: Routine) => `${fullName(routine)}(${signature(routine)})`;
const target = (routine: Routine) => `${wordOf(routine)} ${nameOf(routine)}`;
const publicMayCall = [{ grantee: 'public', privileges: ['EXECUTE'], grantable: false }];
const lost = 'its COST, PARALLEL, LEAKPROOF and SUPPORT are the usual ones then';

/** Written in a language that keeps its text. */
const writable = ({ kind, language }: Routine) =>
  (kind === 'function' || kind === 'procedure') && language !== 'c' && language !== 'internal';

export function revertRoutines(now: Catalog, was: Catalog): Outcome[] {
  const { kept, removed, added } = pair(now.routines, was.routines, nameOf, true);
  return [
    ...removed.map((routine) => step('drop routines', `drop ${target(routine)}`)),
    ...added.flatMap((routine) => [...create(routine), ...commentOn(target(routine), null, routine.comment)]),
    ...kept.flatMap(([is, old]) => (same(is, old) ? [] : change(is, old))),
  ];
}

const same = (a: Routine, b: Routine) =>
  JSON.stringify({ ...a, oid: 0, uses: [] }) === JSON.stringify({ ...b, oid: 0, uses: [] });

function create(routine: Routine): Outcome[] {
  if (!writable(routine))
    return [
      {
        impossible: `${nameOf(routine)}: a ${routine.kind} in ${routine.language} has no text that could be restored`,
      },
    ];
  return [
    step('routines', definition(routine, 'create'), `${nameOf(routine)}: ${lost}`),
    ...rights(target(routine), publicMayCall, routine.grants),
    step('rights', `alter ${target(routine)} owner to ${quoted(routine.owner)}`),
  ];
}

const called = ({ arguments: all, returns, returns_set, default_count, kind }: Routine) =>
  JSON.stringify([all, returns, returns_set, kind, default_count]);

function change(now: Routine, was: Routine): Outcome[] {
  const moved = [
    ...(now.schema === was.schema
      ? []
      : [step('names', `alter ${target(now)} set schema ${quoted(was.schema)}`)]),
    ...(now.name === was.name
      ? []
      : [
          step(
            'names',
            `alter ${wordOf(now)} ${nameOf({ ...now, schema: was.schema })} rename to ${quoted(was.name)}`,
          ),
        ]),
  ];
  const unsaid = { oid: 0, uses: [], comment: null, grants: [], owner: '', schema: '', name: '' };
  const rest = (routine: Routine) => JSON.stringify({ ...routine, ...unsaid });
  const notes = commentOn(target(was), now.comment, was.comment);
  const owner =
    now.owner === was.owner ? [] : [step('rights', `alter ${target(was)} owner to ${quoted(was.owner)}`)];
  if (rest(now) === rest(was))
    return [...moved, ...rights(target(was), now.grants, was.grants), ...owner, ...notes];
  if (called(now) !== called(was))
    return [
      step('types', `drop ${target(now)}`),
      ...create(was),
      ...commentOn(target(was), null, was.comment),
    ];
  if (!writable(was)) return create(was);
  const text = step('routines', definition(was, 'create or replace'), `${nameOf(was)}: ${lost}`);
  return [...moved, text, ...rights(target(was), now.grants, was.grants), ...owner, ...notes];
}

function definition(routine: Routine, create: string) {
  const { arguments: all, language, volatility, strict, security_definer, settings, body } = routine;
  const inputs = all.filter(({ mode }) => mode !== 'out' && mode !== 'table');
  const defaults = routine.defaults === null ? [] : splitList(routine.defaults);
  const first = inputs.length - routine.default_count;
  const written = all
    .filter(({ mode }) => mode !== 'table')
    .map((argument) => {
      const fallback = defaults[inputs.indexOf(argument) - first];
      return `${argumentText(argument)}${inputs.includes(argument) && fallback ? ` default ${fallback}` : ''}`;
    });
  const asText =
    language === 'sql' && /^\s*(RETURN\b|BEGIN ATOMIC\b)/.test(body) ? body : `as ${dollars(body)}`;
  return [
    `${create} ${wordOf(routine)} ${fullName(routine)}(${written.join(', ')})`,
    routine.kind === 'function' && returning(routine),
    `language ${quoted(language)}`,
    routine.kind === 'function' && volatility !== 'volatile' && volatility,
    strict && 'strict',
    security_definer && 'security definer',
    routine.leakproof && 'leakproof',
    routine.returns_set && routine.rows !== 1000 && `rows ${routine.rows}`,
    ...settings.map(setting),
    asText,
  ]
    .filter(Boolean)
    .join('\n');
}

const argumentText = ({ mode, name, type }: Argument) =>
  [mode !== 'in' && mode, name && quoted(name), type].filter(Boolean).join(' ');

function returning({ arguments: all, returns, returns_set }: Routine) {
  const columns = all.filter(({ mode }) => mode === 'table');
  if (columns.length > 0)
    return `returns table (${columns.map(({ name, type }) => `${quoted(name ?? '')} ${type}`).join(', ')})`;
  return `returns ${returns_set ? 'setof ' : ''}${returns}`;
}

/** Lists of names are kept as they are written; any other value is a text. */
const lists = new Set([
  'search_path',
  'temp_tablespaces',
  'session_preload_libraries',
  'local_preload_libraries',
]);
const setting = (text: string) => {
  const [name = ''] = text.split('=', 1);
  const value = text.slice(name.length + 1);
  const shown = lists.has(name) ? value || "''" : literal(value);
  return `set ${name.split('.').map(quoted).join('.')} to ${shown}`;
};

function dollars(body: string) {
  let tag = '$$';
  for (let i = 0; `${body}$`.includes(tag); i++) tag = `$body${i}$`;
  return `${tag}${body}${tag}`;
}
