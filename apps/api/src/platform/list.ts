import type { Page } from '@pgai/contracts/list.js';
import {
  type Expression,
  type ReferenceExpression,
  type SelectQueryBuilder,
  type SqlBool,
  sql,
} from 'kysely';
import { writeCursor } from './list-cursor.js';
import type { Filter, ListFields, Operator, ParsedList } from './list-query.js';

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

function condition(field: Expression<unknown>, { op, values }: Filter) {
  const [first = '', second] = values;
  const where: Record<Operator, () => Expression<SqlBool>> = {
    eq: () => sql`${field} = ${first}`,
    ne: () => sql`${field} is distinct from ${first}`,
    in: () => sql`${field} in (${sql.join(values)})`,
    contains: () => sql`${field} ilike ${`%${first.replaceAll(/[\\%_]/g, '\\$&')}%`}`,
    gt: () => sql`${field} > ${first}`,
    lt: () => sql`${field} < ${first}`,
    between: () => sql`${field} between ${first} and ${second}`,
  };
  return where[op]();
}
