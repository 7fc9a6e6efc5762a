import type { Grant } from '../model.js';
import { quoted } from '../names.js';

/** In this order statements find what they need there, and nothing in their way. */
export const phases = [
  'drop views',
  'drop parts',
  'schemas',
  'types',
  'names',
  'sequences',
  'routines',
  'tables',
  'columns',
  'keys',
  'references',
  'views',
  'indexes',
  'parts',
  'drop tables',
  'drop routines',
  'drop types',
  'drop schemas',
  'rights',
  'notes',
] as const;
type Phase = (typeof phases)[number];

/** One statement, and what it does not bring back. */
export type Step = { phase: Phase; sql: string; lost?: string };
/** What no statement brings back. */
export type Impossible = { impossible: string };
export type Outcome = Step | Impossible;

export const step = (phase: Phase, sql: string, lost?: string): Step => ({
  phase,
  sql,
  ...(lost !== undefined && { lost }),
});

export const literal = (text: string) =>
  text.includes('\\')
    ? `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
    : `'${text.replaceAll("'", "''")}'`;

export const commentOn = (what: string, before: string | null, after: string | null): Step[] =>
  before === after
    ? []
    : [step('notes', `comment on ${what} is ${after === null ? 'null' : literal(after)}`)];

const role = (name: string) => (name === 'public' ? 'public' : quoted(name));

/** `on`: what follows ON; `columns`: in brackets after each privilege. */
export function rights(on: string, now: readonly Grant[], was: readonly Grant[], columns = ''): Step[] {
  const said = ({ privileges, grantable }: Grant) => `${privileges.toSorted().join()} ${grantable}`;
  const list = ({ privileges }: Grant) =>
    privileges.map((privilege) => `${privilege.toLowerCase()}${columns}`).join(', ');
  const byGrantee = (grants: readonly Grant[]) => new Map(grants.map((grant) => [grant.grantee, grant]));
  const have = byGrantee(now);
  const want = byGrantee(was);
  return [...new Set([...have.keys(), ...want.keys()])].flatMap((grantee) => {
    const [old, wanted] = [have.get(grantee), want.get(grantee)];
    if (old && wanted && said(old) === said(wanted)) return [];
    return [
      ...(old ? [step('rights', `revoke ${list(old)} on ${on} from ${role(grantee)}`)] : []),
      ...(wanted
        ? [
            step(
              'rights',
              `grant ${list(wanted)} on ${on} to ${role(grantee)}${wanted.grantable ? ' with grant option' : ''}`,
            ),
          ]
        : []),
    ];
  });
}

/** At commas that stand in no brackets and no quotes. */
export function splitList(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const [token] of text.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[^'"]/gs)) {
    if ('([{'.includes(token)) depth++;
    if (')]}'.includes(token)) depth--;
    if (token === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += token;
  }
  return parts.map((part) => part.trim());
}
