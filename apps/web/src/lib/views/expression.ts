import type { Expression } from '@pgai/contracts/expressions.js';
import { emptyQuery, type QueryBuilderConfig } from '@pgai/contracts/view-definition.js';
import { print, scopeOf } from '@pgai/views/definition/print.js';
import { printExpression } from '@pgai/views/definition/print-expression.js';

/** An expression as its authors read and write it. */
export function show(expression: Expression, query: QueryBuilderConfig): string {
  try {
    return printExpression(expression, scopeOf(query));
  } catch {
    return '…'; // a name that no SQL can say; its fault tells which
  }
}

/** `name` is what PostgreSQL would call the column. */
type Parsed = { expression: Expression; name: string } | { problem: string };

/** What somebody typed as an expression over the tables of a query. The parser is fetched when it is first needed. */
export async function parse(text: string, query: QueryBuilderConfig): Promise<Parsed> {
  if (text.trim() === '') return { problem: 'An expression is needed.' };
  const { readSql } = await reader();
  const { tables, joins, parameters } = query;
  const from = print({ ...emptyQuery, tables, joins, parameters }).slice('select'.length);
  const read = await readSql(`select ${text}\n${from}`, null, query);
  if ('left' in read) return { problem: `The builder cannot hold ${read.left.construct}.` };
  const [column, second] = read.query.columns;
  const more = read.query.filters.length + read.query.grouping.length + read.query.ordering.length;
  if (!column || second || more > 0 || read.query.tables.length !== tables.length)
    return { problem: 'One expression is needed, nothing around it.' };
  const name = column.alias === null || column.alias === '?column?' ? 'expression' : column.alias;
  return { expression: column.expression, name };
}

let loading: ReturnType<typeof load> | undefined;
/** The grammar of PostgreSQL itself, fetched when it is first needed. */
export const reader = () => {
  loading ??= load();
  return loading;
};

async function load() {
  const [read, { parserAt }, { default: url }] = await Promise.all([
    import('@pgai/views/sql/read-sql.js'),
    import('@pgai/views/sql/parser.js'),
    import('libpg-query/wasm/libpg-query.wasm?url'),
  ]);
  parserAt(url);
  return read;
}
