import type { Catalog } from '../model.js';
import { fullName } from '../names.js';
import type { RuleId } from './change.js';

type Kind = 'number' | 'boolean' | 'json' | 'object' | 'array' | 'string';

const exact = ['smallint', 'integer', 'bigint', 'numeric'];
const floating = ['real', 'double precision'];

/** `numeric(12,2)[]` in its parts. */
function parse(type: string) {
  const [, base = type, modifier] = /^([^(]+)(?:\(([^)]*)\))?(.*)$/.exec(type.replace(/(\[\])+$/, '')) ?? [];
  const rest = type
    .replace(/(\[\])+$/, '')
    .slice(base.length + (modifier === undefined ? 0 : modifier.length + 2));
  const numbers = modifier?.split(',').map(Number) ?? [];
  return { base: (base.trim() + rest).trim(), numbers, array: type.endsWith('[]') };
}

const userType = ({ types }: Catalog, name: string) => types.find((type) => fullName(type) === name);

/** A domain is written like what it is made of. */
function plain(type: string, catalog: Catalog): string {
  const found = userType(catalog, type);
  return found?.kind === 'domain' && found.base ? plain(found.base, catalog) : type;
}

function kindOf(type: string, catalog: Catalog): Kind {
  const { base, array } = parse(type);
  if (array) return 'array';
  if (exact.includes(base) || floating.includes(base)) return 'number';
  if (base === 'boolean') return 'boolean';
  if (base === 'json' || base === 'jsonb') return 'json';
  const composite = catalog.relations.some(
    (relation) => relation.kind !== 'sequence' && fullName(relation) === base,
  );
  return composite ? 'object' : 'string';
}

/** What another type means to a client that reads JSON. */
export function typeRule(was: string, is: string, before: Catalog, after: Catalog): RuleId | undefined {
  const [old, now] = [plain(was, before), plain(is, after)];
  if (old === now) return undefined;
  const [oldKind, newKind] = [kindOf(old, before), kindOf(now, after)];
  if (oldKind !== newKind) return 'json-shape-by-type-change';
  if (newKind === 'array') return typeRule(old.slice(0, -2), now.slice(0, -2), before, after);
  if (newKind === 'json') return 'json-text-form-changed';
  if (newKind === 'number') return numberRule(parse(old), parse(now));
  return textRule(old, now, before, after);
}

type Parsed = ReturnType<typeof parse>;

function numberRule(old: Parsed, now: Parsed): RuleId {
  const [wasExact, isExact] = [exact.indexOf(old.base), exact.indexOf(now.base)];
  if (old.base === 'numeric' && now.base === 'numeric') return numericRule(old.numbers, now.numbers);
  if (wasExact >= 0 && isExact >= 0)
    return isExact > wasExact ? 'column-type-widened' : 'column-type-narrowed';
  if (wasExact >= 0) return 'exactness-lost';
  if (isExact >= 0) return 'column-type-narrowed';
  return now.base === 'double precision' ? 'column-type-widened' : 'column-type-narrowed';
}

/** Without modifier a numeric has room for everything. */
function numericRule(old: readonly number[], now: readonly number[]): RuleId {
  const whole = ([digits = Number.POSITIVE_INFINITY, scale = 0]: readonly number[]) => digits - scale;
  const [oldScale, newScale] = [old[1] ?? Number.POSITIVE_INFINITY, now[1] ?? Number.POSITIVE_INFINITY];
  const scale = (numbers: readonly number[], given: number) => (numbers.length === 1 ? 0 : given);
  if (whole(now) < whole(old) || scale(now, newScale) < scale(old, oldScale)) return 'column-type-narrowed';
  return scale(now, newScale) === scale(old, oldScale) ? 'column-type-widened' : 'numeric-scale-changed';
}

const texts = ['text', 'character varying'];

function textRule(old: string, now: string, before: Catalog, after: Catalog): RuleId {
  const [was, is] = [parse(old), parse(now)];
  const length = ({ numbers: [limit = Number.POSITIVE_INFINITY] }: Parsed) => limit;
  if (texts.includes(was.base) && texts.includes(is.base))
    return length(is) < length(was) ? 'text-length-tightened-response' : 'text-length-loosened-response';
  if (userType(before, old)?.kind === 'enum' && texts.includes(is.base)) return 'enum-to-text';
  if (texts.includes(was.base) && userType(after, now)?.kind === 'enum') return 'text-to-enum';
  return 'string-format-changed';
}
