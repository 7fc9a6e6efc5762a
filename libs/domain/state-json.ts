/** Everything JSON can say. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

const tags = ['$map', '$set', '$object', '$undefined'];
type Tagged = { $map?: [Json, Json][]; $set?: Json[]; $object?: [string, Json][]; $undefined?: true };

const members = (value: object, of: (item: unknown) => Json) =>
  Object.entries(value).map(([name, item]): [string, Json] => [name, of(item)]);

/** A state as text can hold it, so that `unpacked` makes the very same state of it: Maps and Sets are marked. */
export function packed(state: unknown): Json {
  if (state === undefined) return { $undefined: true };
  if (typeof state !== 'object' || state === null) return state as Json;
  if (state instanceof Map) return { $map: [...state].map(([key, value]) => [packed(key), packed(value)]) };
  if (state instanceof Set) return { $set: [...state].map(packed) };
  if (Array.isArray(state)) return state.map(packed);
  const own = members(state, packed);
  return own.some(([name]) => tags.includes(name)) ? { $object: own } : Object.fromEntries(own);
}

export function unpacked(json: Json): unknown {
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map(unpacked);
  const { $map, $set, $object, $undefined } = json as Tagged;
  if ($undefined) return undefined;
  if ($map) return new Map($map.map(([key, value]) => [unpacked(key), unpacked(value)]));
  if ($set) return new Set($set.map(unpacked));
  const own = $object ?? Object.entries(json);
  return Object.fromEntries(own.map(([name, value]) => [name, unpacked(value)]));
}

/** The same state for people: a Map as an object, a Set as a list, both in order; personal fields stay sealed. */
export function shown(state: unknown): Json {
  if (typeof state === 'bigint') return String(state);
  if (state === undefined || typeof state !== 'object') return (state ?? null) as Json;
  if (state === null) return null;
  if (state instanceof Date) return state.toISOString();
  if (state instanceof Map)
    return Object.fromEntries([...state].map(([key, value]) => [String(key), shown(value)]).sort(byName));
  if (state instanceof Set) return [...state].map(shown).sort(byText);
  if (Array.isArray(state)) return state.map(shown);
  if ('$sealed' in state) return { $sealed: String(state.$sealed) };
  return Object.fromEntries(members(state, shown).filter((_, at) => Object.values(state)[at] !== undefined));
}

const byName = ([a]: unknown[], [b]: unknown[]) => (String(a) < String(b) ? -1 : 1);
const byText = (a: Json, b: Json) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
