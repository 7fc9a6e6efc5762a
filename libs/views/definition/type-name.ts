import { quoteName } from './quote.js';

const spellings = new Map(
  Object.entries({
    int: 'integer',
    int2: 'smallint',
    int4: 'integer',
    int8: 'bigint',
    float4: 'real',
    float8: 'double precision',
    float: 'double precision',
    decimal: 'numeric',
    dec: 'numeric',
    bool: 'boolean',
    varchar: 'character varying',
    char: 'character',
    varbit: 'bit varying',
    timestamp: 'timestamp without time zone',
    timestamptz: 'timestamp with time zone',
    time: 'time without time zone',
    timetz: 'time with time zone',
  }),
);

const builtIn = new Set([...spellings.values(), ...['bit', 'interval', 'json']]);

const name = '(?:[a-z_\\u0080-\\uffff][a-z0-9_$\\u0080-\\uffff]*|"(?:[^"\\0]|"")+")';
const shape = new RegExp(
  `^(?:(?<schema>${name})\\.)?(?<name>${name}(?: varying| precision)?)` +
    '(?:\\((?<sizes>\\d{1,9}(?:, ?-?\\d{1,9})?)\\))?(?<zone> with(?:out)? time zone)?(?<array>(?:\\[\\d*\\])*)$',
  'iu',
);

const bare = (text: string) =>
  text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text.toLowerCase();

/** What PostgreSQL calls a type it has itself, however it is spelled; nothing for any other. */
export function builtInType(word: string, sizes: string[], zone = '') {
  const said = word + zone;
  const type = spellings.get(said) ?? (word === 'bpchar' && sizes.length ? 'character' : said);
  if (!builtIn.has(type)) return undefined;
  if (word === 'float' && sizes.length) return Number(sizes[0]) < 25 ? 'real' : 'double precision';
  const size = sizes.length ? `(${sizes.join(',')})` : type === 'character' || type === 'bit' ? '(1)' : '';
  return type.replace(/ with.*|$/, (rest) => size + rest);
}

/**
 * A type in one spelling, that of PostgreSQL, so that `int4[]` is `integer[]`; null for what is no name of a type. What comes
 * out is fit to be written in SQL.
 */
export function typeName(text: string): string | null {
  const parts = shape.exec(text.trim().replaceAll(/\s+/g, ' '))?.groups;
  if (!parts?.name) return null;
  const { schema, zone = '', array = '' } = parts;
  const sizes = parts.sizes?.split(',').map((size) => size.trim()) ?? [];
  const brackets = array.replaceAll(/\d/g, '');
  const own = schema === undefined || bare(schema) === 'pg_catalog';
  const quoted = parts.name.startsWith('"') && (schema === undefined || bare(parts.name) === 'char');
  const known = own && !quoted && builtInType(bare(parts.name), sizes, zone.toLowerCase());
  if (known) return known + brackets;
  if (zone || (parts.name.includes(' ') && !parts.name.startsWith('"'))) return null;
  const full = [...(own ? [] : [bare(schema)]), bare(parts.name)].map(quoteName).join('.');
  return full + (sizes.length ? `(${sizes.join(',')})` : '') + brackets;
}
