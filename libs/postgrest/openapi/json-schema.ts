export type JsonSchema = { [key: string]: unknown };

/**
 * What PostgREST writes for a value of a PostgreSQL type (as format_type writes it), by its JSON: numbers of every size as
 * numbers, what has no JSON of its own as text.
 */
export function jsonSchemaOf(
  type: string,
  labels: ReadonlyMap<string, readonly string[]> = new Map(),
): JsonSchema {
  const element = /^(.*?)(?:\[\])+$/.exec(type)?.[1];
  if (element) return { type: 'array', items: jsonSchemaOf(element, labels) };
  const enumeration = labels.get(type);
  if (enumeration) return { type: 'string', enum: [...enumeration], description: `PostgreSQL: ${type}` };
  const [base = type, modifier] = split(type);
  const known = Object.hasOwn(types, base) ? types[base] : undefined;
  const schema: JsonSchema = { ...(known ?? { type: 'string' }), description: `PostgreSQL: ${type}` };
  if ((base === 'character varying' || base === 'character') && modifier) schema.maxLength = Number(modifier);
  return schema;
}

/** `numeric(10,2)` and `timestamp(3) with time zone` without what stands in the brackets. */
const split = (type: string) => {
  const modifier = /\(([^)]*)\)/.exec(type)?.[1];
  return [
    type
      .replace(/\([^)]*\)/, '')
      .replace(/\s+/g, ' ')
      .trim(),
    modifier,
  ] as const;
};

const integer = (format: string) => ({ type: 'integer', format });
const text = (format?: string) => ({ type: 'string', ...(format && { format }) });
const types: Record<string, JsonSchema> = {
  smallint: integer('int32'),
  integer: integer('int32'),
  bigint: integer('int64'),
  real: { type: 'number', format: 'float' },
  'double precision': { type: 'number', format: 'double' },
  numeric: { type: 'number' },
  boolean: { type: 'boolean' },
  uuid: text('uuid'),
  date: text('date'),
  'timestamp with time zone': text('date-time'),
  'timestamp without time zone': text(),
  'time with time zone': text(),
  'time without time zone': text(),
  interval: text(),
  text: text(),
  'character varying': text(),
  character: text(),
  bytea: text(),
  json: {},
  jsonb: {},
};
