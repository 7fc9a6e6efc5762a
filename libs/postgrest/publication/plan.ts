import { createHash } from 'node:crypto';
import { quoteName, quoteText } from '@pgai/views/definition/quote.js';
import { plainName } from '../names.js';

export type Column = { name: string; type: string };

/** A view as it stands in the schema of a version. */
export type ServedView = { name: string; columns: Column[] };

/** A view as it shall stand there; \`sql\` is one SELECT with every table under its schema. */
export type WantedView = {
  name: string;
  sql: string;
  columns: Column[];
  /** whose rights count: those of who asks, or, with a role, that role's; it must not own the tables, or see past their policies */
  as: 'caller' | { role: string };
  comment: string | null;
};

export type Step = { statements: string[]; content_hash: string };
export type Change = { view: string; kind: 'create' | 'replace' | 'recreate' | 'drop' };
export type Plan = { changes: Change[]; step: Step };

/**
 * PostgreSQL replaces a view in place only while every column it has keeps name, type and place; new ones come last. Everything
 * else is dropping and making anew, and that loses every grant: \`grants\` of a view run after it either way.
 */
export const replaceable = (now: readonly Column[], wanted: readonly Column[]) =>
  now.every(({ name, type }, at) => wanted[at]?.name === name && wanted[at]?.type === type);

/** What turns the views of a version schema into those wanted, as one step of one transaction. */
export function plan(
  schema: string,
  served: readonly ServedView[],
  wanted: readonly WantedView[],
  grants: ReadonlyMap<string, readonly string[]>,
): Plan {
  const changes: Change[] = [];
  const statements = [`create schema if not exists ${quoteName(plain(schema))};`];
  const before = new Map(served.map((view) => [view.name, view]));
  const after = new Set(wanted.map(({ name }) => name));

  for (const { name } of served)
    if (!after.has(name)) {
      changes.push({ view: name, kind: 'drop' });
      statements.push(`drop view ${nameOf(schema, name)};`);
    }
  for (const view of wanted) {
    const now = before.get(view.name);
    const kind = !now ? 'create' : replaceable(now.columns, view.columns) ? 'replace' : 'recreate';
    changes.push({ view: view.name, kind });
    statements.push(...madeBy(schema, view, kind), ...(grants.get(view.name) ?? []));
  }
  return { changes, step: { statements, content_hash: hashOf(statements) } };
}

function madeBy(schema: string, { name, sql, as, comment }: WantedView, kind: Change['kind']) {
  const view = nameOf(schema, name);
  // The options stand in every statement: a replacement without them would silently take them away.
  const options = `security_invoker = ${as === 'caller'}`;
  return [
    ...(kind === 'recreate' ? [`drop view ${view};`] : []),
    `create ${kind === 'replace' ? 'or replace ' : ''}view ${view} with (${options}) as\n${sql.replace(/;\s*$/, '')};`,
    ...(as === 'caller' ? [] : [`alter view ${view} owner to ${quoteName(as.role)};`]),
    `comment on view ${view} is ${comment === null ? 'null' : quoteText(comment)};`,
  ];
}

const nameOf = (schema: string, name: string) => `${quoteName(plain(schema))}.${quoteName(plain(name))}`;

function plain(name: string) {
  if (!plainName.test(name)) throw new RangeError(`${JSON.stringify(name)} would need escaping in a path.`);
  return name;
}

const hashOf = (statements: string[]) => createHash('sha256').update(statements.join('\n')).digest('hex');
