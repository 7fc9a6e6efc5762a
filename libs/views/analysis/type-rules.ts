import { quoteName } from '../definition/quote.js';
import {
  booleanOperators,
  functionTypes,
  operatorTypes,
  prefixTypes,
  steadyFunctions,
} from './builtin-types.js';
import type { NamedCatalog, NamedType } from './named-catalog.js';

/** A text or null that is not of a type yet: it becomes what is asked of it. */
export const untyped = 'unknown';

const lines = (text: string) => text.trim().split(/\n {2}(?! )/);

const operators = new Map(lines(operatorTypes).map((line) => line.split(' = ') as [string, string]));
const prefixes = new Map(lines(prefixTypes).map((line) => line.split(' = ') as [string, string]));

const steady = new Map(
  lines(steadyFunctions).flatMap((line) => {
    const [type = '', names = ''] = line.split(': ');
    return names.split(/\s+/).map((name) => [name, type] as const);
  }),
);

const signatures = new Map(
  lines(functionTypes).map((line) => {
    const [name = '', all = ''] = line.split(': ');
    const each = all.split('; ').map((one) => {
      const [given = '', returns = ''] = one.split('>');
      return { given: given ? given.split(',') : [], returns: returns.replace('*', '') };
    });
    return [name, each] as const;
  }),
);

/** Names worth offering: functions of everyday use. */
export const everydayFunctions = () => [...steady.keys(), ...signatures.keys()];

/** Without its length or precision. */
export const bare = (type: string) => type.replace(/\([\d,]+\)/, '');

const numbers = ['smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision'];
const texts = ['text', 'character varying', 'character', 'bpchar', 'name', '"char"'];

const categories = new Map<string, string>([
  ...numbers.map((type) => [type, 'a number'] as const),
  ...texts.map((type) => [type, 'a text'] as const),
  ...['date', 'timestamp without time zone', 'timestamp with time zone'].map(
    (type) => [type, 'a date'] as const,
  ),
  ['boolean', 'a boolean'],
  ['uuid', 'a uuid'],
  ['jsonb', 'JSON'],
]);

/** What a type is, of those that go with none of the others. */
export const categoryOf = (type: string | null) => (type === null ? undefined : categories.get(bare(type)));

/** PostgreSQL finds no way to compare them. */
export function incomparable(a: string | null, b: string | null) {
  if (a !== null && b !== null && bare(a) === 'json' && bare(b) === 'json') return true;
  const [one, other] = [categoryOf(a), categoryOf(b)];
  return one !== undefined && other !== undefined && one !== other;
}

const asText = (type: string) => (texts.includes(type) ? 'text' : type);

/** What an operator returns; null where only the server can tell. */
export function operatorType(operator: string, left: string | null | undefined, right: string | null) {
  if (booleanOperators.has(operator)) return left === undefined ? null : 'boolean';
  if (right === null) return null;
  if (left === undefined) return prefixes.get(`${operator} ${bare(right)}`) ?? null;
  if (left === null) return null;
  let [a, b] = [bare(left), bare(right)];
  if (operator.startsWith('->') || operator.startsWith('#>')) b = b === untyped ? 'text' : b;
  if (a === untyped) a = b;
  if (b === untyped) b = a;
  if (operator === '||' && asText(a) === 'text' && asText(b) === 'text') return 'text';
  return operators.get(`${a} ${operator} ${b}`) ?? promoted(operator, a, b);
}

/** Numbers of two types become the wider one, and of floating point double precision. */
function promoted(operator: string, a: string, b: string) {
  if (!numbers.includes(a) || !numbers.includes(b)) return null;
  const floating = [a, b].some((type) => type === 'real' || type === 'double precision');
  if (['+', '-', '*', '/'].includes(operator)) return floating ? 'double precision' : 'numeric';
  return operator === '%' && !floating ? 'numeric' : null;
}

/** What a function that PostgreSQL brings with it returns. */
export function builtInReturns(name: string, given: (string | null)[]): string | null {
  const always = steady.get(name);
  if (always) return always;
  if (name === 'array_agg' && given[0] && given[0] !== untyped && !given[0].endsWith('[]'))
    return `${bare(given[0])}[]`;
  const fits = (wanted: string[], exactly: (type: string) => string) =>
    wanted.length === given.length &&
    wanted.every((type, at) => {
      const said = given[at];
      return said !== null && said !== undefined && (said === untyped || exactly(bare(said)) === type);
    });
  for (const exactly of [(type: string) => type, asText]) {
    const found = new Set(
      (signatures.get(name) ?? []).filter((it) => fits(it.given, exactly)).map(({ returns }) => returns),
    );
    if (found.size === 1) return [...found][0] ?? null;
  }
  return null;
}

/** What several values are together; `differ` where they cannot be one thing. */
export function commonType(types: (string | null)[]): { type: string | null; differ?: [string, string] } {
  const said = types.filter((type) => type !== untyped);
  if (said.length === 0) return { type: untyped };
  for (const [at, type] of said.entries())
    for (const other of said.slice(at + 1))
      if (
        type !== null &&
        other !== null &&
        categoryOf(type) !== categoryOf(other) &&
        incomparable(type, other)
      )
        return { type: null, differ: [type, other] };
  const [first = null] = said;
  if (said.every((type) => type === first)) return { type: first && bare(first) };
  const plain = said.map((type) => (type === null ? -1 : numbers.indexOf(bare(type))));
  if (plain.every((rank) => rank >= 0)) return { type: numbers[Math.max(...plain)] ?? null };
  return { type: null };
}

const named = new WeakMap<NamedCatalog, Map<string, NamedType>>();

/** A type of the database's own, by the name a column has it by. */
export function ownType(catalog: NamedCatalog, type: string | null) {
  if (type === null) return undefined;
  let known = named.get(catalog);
  if (!known) {
    known = new Map(catalog.types.map((it) => [`${quoteName(it.schema)}.${quoteName(it.name)}`, it]));
    named.set(catalog, known);
  }
  return known.get(type);
}

/** What a domain is made of; of any other type the type. */
export function baseType(catalog: NamedCatalog, type: string | null): string | null {
  const own = ownType(catalog, type);
  return own?.kind === 'domain' ? baseType(catalog, own.base) : type;
}
