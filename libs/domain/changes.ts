import type { Json } from './state-json.js';

/** What differs at one place of two states. `before` or `after` is missing where there was nothing. */
export type Change = { path: string; before?: Json; after?: Json };

/** Two states as `shown` prints them, place by place; a path is a JSONPath (RFC 9535): `$.roles['ada']`, `$.steps[2]`. */
export function changesBetween(before: Json | undefined, after: Json | undefined, path = '$'): Change[] {
  if (before === undefined && after === undefined) return [];
  if (before === undefined) return [{ path, after: visible(after as Json) }];
  if (after === undefined) return [{ path, before: visible(before) }];
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (!comparable(before) || !comparable(after) || Array.isArray(before) !== Array.isArray(after))
    return [{ path, before: visible(before), after: visible(after) }];

  const places = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return places.flatMap((name) =>
    changesBetween(memberOf(before, name), memberOf(after, name), `${path}${step(name, before)}`),
  );
}

type Compound = Json[] | { [name: string]: Json };

const comparable = (value: Json): value is Compound =>
  typeof value === 'object' && value !== null && !('$sealed' in value);

const memberOf = (value: Compound, name: string): Json | undefined =>
  Object.hasOwn(value, name) ? (value as Record<string, Json>)[name] : undefined;

function step(name: string, of: Compound) {
  if (Array.isArray(of)) return `[${name}]`;
  return /^[a-z_]\w*$/i.test(name) ? `.${name}` : `['${name.replaceAll(/[\\']/g, '\\$&')}']`;
}

/** A sealed field says no more than that it is personal. */
export function visible(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(visible);
  if ('$sealed' in value) return 'personal';
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, visible(item)]));
}
