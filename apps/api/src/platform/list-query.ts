import type { FieldProblem } from '@pgai/contracts/problem.js';
import type { Expression } from 'kysely';
import { readCursor } from './list-cursor.js';
import { ProblemError } from './problem.js';

type Kind = 'text' | 'time' | 'number';
/** The fields a list may be sorted and filtered by, each with the SQL it stands for. */
export type ListFields = Record<string, { kind: Kind; sql: Expression<unknown> }>;
export type ListQuery = Record<string, string | string[] | undefined>;

const operators = ['eq', 'ne', 'in', 'contains', 'gt', 'lt', 'between'] as const;
export type Operator = (typeof operators)[number];
export type Filter = { field: string; op: Operator; values: string[] };

/** A value as PostgreSQL will surely take it, or undefined. */
const readable: Record<Kind, (value: string) => string | undefined> = {
  number: (value) => (/^\d{1,18}$/.test(value) ? value : undefined),
  text: (value) => (value.length <= 500 && !value.includes('\0') ? value : undefined),
  time: (value) =>
    /^\d{4}-\d\d-\d\d/.test(value) && Date.parse(value) ? new Date(value).toISOString() : undefined,
};

/** Why a parameter is refused: code and sentence. */
class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * The list contract: `?limit` (25, at most 1000), `cursor` (opaque), `sort=field:asc|desc`, `filter[field][op]=value`.
 * Anything else is refused with the parameter's name (422), so a misspelt filter never answers everything.
 */
export function parseList(query: ListQuery, fields: ListFields, defaultSort: string) {
  const errors: FieldProblem[] = [];
  const read = <T>(field: string, reading: () => T): T | undefined => {
    try {
      return reading();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      errors.push({ field, code: error.code, message: error.message });
    }
  };

  const { limit, sort = defaultSort, cursor, ...rest } = query;
  const size = read('limit', () => readLimit(limit));
  const order = read('sort', () => readSort(sort, fields));
  const after = read('cursor', () => readAfter(cursor, sort));
  const filters = Object.entries(rest).map(([name, value]) =>
    read(name, () => readFilter(name, value, fields)),
  );

  if (errors[0] || !order || !size)
    throw new ProblemError(422, 'invalid-input', `${errors[0]?.field}: ${errors[0]?.message}`, { errors });
  return { limit: size, ...order, after, filters: filters.filter((filter) => filter !== undefined) };
}

export type ParsedList = ReturnType<typeof parseList>;

function readLimit(value: ListQuery[string]) {
  const limit = Number(value ?? 25);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
    throw new Refusal('out-of-range', 'A whole number from 1 to 1000.');
  return limit;
}

function readSort(sort: ListQuery[string], fields: ListFields) {
  const [, by = '', direction] = /^(\w+):(asc|desc)$/.exec(String(sort)) ?? [];
  if (!Object.hasOwn(fields, by))
    throw new Refusal('unknown-field', `One of ${Object.keys(fields).join(', ')}, with :asc or :desc.`);
  return { sort: String(sort), by, direction: direction === 'desc' ? ('desc' as const) : ('asc' as const) };
}

function readAfter(cursor: ListQuery[string], sort: ListQuery[string]) {
  if (cursor === undefined) return undefined;
  const after = readCursor(String(cursor), String(sort));
  if (!after) throw new Refusal('invalid', 'Not a cursor of this list with this sort.');
  return after;
}

function readFilter(name: string, value: ListQuery[string], fields: ListFields): Filter {
  const [, field, given = 'eq'] = /^filter\[(\w+)\](?:\[(\w+)\])?$/.exec(name) ?? [];
  if (!field) throw new Refusal('unknown-parameter', 'There is no such parameter.');
  const known = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (!known) throw new Refusal('unknown-field', `Filters: ${Object.keys(fields).join(', ')}.`);
  const op = operators.find((operator) => operator === given);
  if (!op) throw new Refusal('unknown-operator', `Operators: ${operators.join(', ')}.`);
  if (op === 'contains' && known.kind !== 'text')
    throw new Refusal('unknown-operator', 'contains is for text.');
  if (typeof value !== 'string') throw new Refusal('repeated', 'Give this once.');

  const values = (op === 'in' || op === 'between' ? value.split(',') : [value]).map(readable[known.kind]);
  if (op === 'between' && values.length !== 2)
    throw new Refusal('invalid', 'Two values with a comma between.');
  if (!values.every((one) => one !== undefined)) throw new Refusal('invalid', 'Not a value of this field.');
  return { field, op, values };
}
