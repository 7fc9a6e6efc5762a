import { Buffer } from 'node:buffer';
import type { Page } from '@pgai/contracts/list.js';
import type { FieldProblem } from '@pgai/contracts/problem.js';
import {
  type Expression,
  type ReferenceExpression,
  type SelectQueryBuilder,
  type SqlBool,
  sql,
} from 'kysely';
import { ProblemError } from './problem.js';

type Kind = 'text' | 'time' | 'number' | 'uuid';
/** The fields a list may be sorted and filtered by, each with the SQL it stands for. */
export type ListFields = Record<string, { kind: Kind; sql: Expression<unknown> }>;
export type ListQuery = Record<string, string | string[] | undefined>;

const operators = ['eq', 'ne', 'in', 'contains', 'gt', 'lt', 'between'] as const;
type Operator = (typeof operators)[number];
type Filter = { field: string; op: Operator; value: string };

const parameter = /^filter\[(\w+)\](?:\[(\w+)\])?$/;
const parsable: Record<Kind, (value: string) => boolean> = {
  text: (value) => value.length <= 500 && !value.includes('\0'),
  time: (value) => !Number.isNaN(Date.parse(value)),
  number: (value) => /^-?\d{1,15}(\.\d{1,10})?$/.test(value),
  uuid: (value) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value),
};

/**
 * The list contract: `?limit` (25, at most 1000), `cursor` (opaque), `sort=field:asc|desc`, `filter[field][op]=value`.
 * Anything else is refused with the parameter's name (422), so a misspelt filter never answers everything.
 */
export function parseList(query: ListQuery, fields: ListFields, defaultSort: string) {
  const errors: FieldProblem[] = [];
  const refuse = (field: string, code: string, message: string) => void errors.push({ field, code, message });
  const filters: Filter[] = [];
  let limit = 25;
  let sort = defaultSort;
  let cursor: string | undefined;

  for (const [name, value] of Object.entries(query)) {
    const [, field, op = 'eq'] = parameter.exec(name) ?? [];
    if (typeof value !== 'string') refuse(name, 'repeated', 'Give this once.');
    else if (name === 'limit') {
      limit = Number(value);
      if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
        refuse(name, 'out-of-range', 'A whole number from 1 to 1000.');
    } else if (name === 'sort') sort = value;
    else if (name === 'cursor') cursor = value;
    else if (!field) refuse(name, 'unknown-parameter', 'There is no such parameter.');
    else if (!Object.hasOwn(fields, field))
      refuse(name, 'unknown-field', `Filters: ${Object.keys(fields).join(', ')}.`);
    else if (!operators.includes(op as Operator))
      refuse(name, 'unknown-operator', `Operators: ${operators.join(', ')}.`);
    else if (op === 'contains' && fields[field]?.kind !== 'text')
      refuse(name, 'unknown-operator', 'contains is for text.');
    else if (!valuesOf(op, value).every(parsable[fields[field]?.kind ?? 'text']))
      refuse(name, 'invalid', 'Not a value of this field.');
    else if (op === 'between' && value.split(',').length !== 2)
      refuse(name, 'invalid', 'Two values with a comma between.');
    else filters.push({ field, op: op as Operator, value });
  }

  const [, by = '', direction] = /^(\w+):(asc|desc)$/.exec(sort) ?? [];
  if (!Object.hasOwn(fields, by))
    refuse('sort', 'unknown-field', `One of ${Object.keys(fields).join(', ')} with :asc or :desc.`);
  const after = cursor === undefined ? undefined : readCursor(cursor, sort);
  if (cursor !== undefined && !after)
    refuse('cursor', 'invalid', 'Not a cursor of this list with this sort.');
  if (errors.length > 0)
    throw new ProblemError(422, 'invalid-input', `${errors[0]?.field}: ${errors[0]?.message}`, { errors });
  return {
    limit,
    filters,
    by,
    direction: direction === 'desc' ? ('desc' as const) : ('asc' as const),
    sort,
    after,
  };
}

export type ParsedList = ReturnType<typeof parseList>;

/** Puts filters, order and page on a query that selects `key` and all fields; the primary key breaks ties. */
export function listed<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  fields: ListFields,
  key: Expression<unknown>,
  { limit, filters, by, direction, after }: ParsedList,
) {
  const compare = direction === 'asc' ? sql.raw('>') : sql.raw('<');
  const field = (name: string) => fields[name]?.sql as Expression<unknown>;
  let built = query;
  for (const filter of filters) built = built.where(condition(field(filter.field), filter));
  if (after) built = built.where(sql<SqlBool>`(${field(by)}, ${key}) ${compare} (${after[0]}, ${after[1]})`);
  return built
    .orderBy(field(by) as ReferenceExpression<DB, TB>, direction)
    .orderBy(key as ReferenceExpression<DB, TB>, direction)
    .limit(limit + 1);
}

/** Rows (one more than asked for, if there are more) to the answer's `{ data, page }`. */
export function paged<Row extends Record<string, unknown>>(
  rows: Row[],
  key: keyof Row,
  { limit, by, sort }: ParsedList,
) {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const page: Page = {
    limit,
    next_cursor: rows.length > limit && last ? writeCursor(sort, last[by], last[key]) : null,
  };
  return { data, page };
}

const valuesOf = (op: string, value: string) =>
  op === 'in' || op === 'between' ? value.split(',') : [value];

function condition(field: Expression<unknown>, { op, value }: Filter) {
  const values = valuesOf(op, value);
  const like = `%${value.replaceAll(/[\\%_]/g, '\\$&')}%`;
  const where: Record<Operator, () => Expression<SqlBool>> = {
    eq: () => sql`${field} = ${value}`,
    ne: () => sql`${field} is distinct from ${value}`,
    in: () => sql`${field} in (${sql.join(values)})`,
    contains: () => sql`${field} ilike ${like}`,
    gt: () => sql`${field} > ${value}`,
    lt: () => sql`${field} < ${value}`,
    between: () => sql`${field} between ${values[0]} and ${values[1]}`,
  };
  return where[op]();
}

const text = (value: unknown) => (value instanceof Date ? value.toISOString() : String(value));

const writeCursor = (sort: string, ...at: unknown[]) =>
  Buffer.from(JSON.stringify([sort, ...at.map(text)])).toString('base64url');

function readCursor(cursor: string, sort: string): [string, string] | undefined {
  try {
    const [of, ...at] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as string[];
    return of === sort && at.length === 2 && at.every((v) => typeof v === 'string')
      ? (at as [string, string])
      : undefined;
  } catch {
    return undefined;
  }
}
