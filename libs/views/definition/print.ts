import type { Expression } from '@pgai/contracts/expressions.js';
import type {
  JoinDefinition,
  QueryBuilderConfig,
  SelectedColumn,
  SelectedTable,
} from '@pgai/contracts/view-definition.js';
import { canonicalExpression } from './canonical.js';
import { fromOf } from './from.js';
import { printExpression, type Scope } from './print-expression.js';
import { quoteName } from './quote.js';

/** Where a node stands in the SQL, in characters. */
export type Place = { node: string; start: number; end: number };

/** Text, and the node it is of; `gap` is what stands before it. */
type Piece = { gap: string; text: string; node?: string };

/** Expressions longer than this do not push the names of the others to the right. */
const widest = 44;

/** The SQL of a query, as it is deployed. The tree has to be one that `check` accepts. */
export const print = (query: QueryBuilderConfig) => printWithPlaces(query).sql;

export function printWithPlaces(query: QueryBuilderConfig): { sql: string; places: Place[] } {
  const scope = scopeOf(query);
  const show = (expression: Expression) => printExpression(expression, scope);
  const pieces: Piece[] = [
    { gap: '', text: query.distinct ? 'select distinct' : 'select' },
    ...columns(query.columns, show),
    ...from(query, show),
    ...conditions('where', query, show),
    ...clause(
      'group by',
      query.grouping.map(({ id, expression }) => ({ node: id, text: show(expression) })),
    ),
    ...conditions('having', query, show),
    ...clause('order by', ordering(query, show)),
  ];
  if (query.limit !== null) pieces.push({ gap: '\n', text: `limit ${query.limit}` });
  if (query.offset !== null) pieces.push({ gap: '\n', text: `offset ${query.offset}` });

  const places: Place[] = [];
  let sql = '';
  for (const { gap, text, node } of pieces) {
    sql += gap;
    if (node !== undefined) places.push({ node, start: sql.length, end: sql.length + text.length });
    sql += text;
  }
  return { sql, places };
}

/** An id that leads nowhere is shown as it is. */
export function scopeOf({ tables, parameters }: QueryBuilderConfig): Scope {
  const aliases = new Map(tables.map(({ id, alias }) => [id, alias]));
  const numbers = new Map(parameters.map(({ id }, index) => [id, index + 1]));
  return { alias: (table) => aliases.get(table) ?? table, parameter: (id) => numbers.get(id) ?? 0 };
}

type Show = (expression: Expression) => string;

function columns(all: SelectedColumn[], show: Show): Piece[] {
  const shown = all.map(({ id, expression, alias }) => ({ id, alias, text: show(expression) }));
  const named = shown.filter(({ alias, text }) => alias !== null && text.length <= widest);
  const width = Math.max(0, ...named.map(({ text }) => text.length));
  return shown.map(({ id, alias, text }, index) => ({
    gap: index ? ',\n  ' : '\n  ',
    text: alias === null ? text : `${text.padEnd(width)} as ${quoteName(alias)}`,
    node: id,
  }));
}

function from(query: QueryBuilderConfig, show: Show): Piece[] {
  return fromOf(query).chains.flatMap(({ root, joined }, index) => [
    { gap: index ? ',\n  ' : '\nfrom ', text: source(root), node: root.id },
    ...joined.flatMap(({ join, table }): Piece[] => [
      { gap: '\n', text: `${join.kind} join`, node: join.id },
      { gap: ' ', text: source(table), node: table.id },
      ...condition(join, show),
    ]),
  ]);
}

const condition = ({ kind, on, id }: JoinDefinition, show: Show): Piece[] =>
  kind === 'cross' ? [] : [{ gap: '\n  ', text: `on ${on ? show(on) : 'true'}`, node: id }];

const source = ({ schema, name, alias }: SelectedTable) =>
  `${quoteName(schema)}.${quoteName(name)}${alias === name ? '' : ` ${quoteName(alias)}`}`;

function conditions(scope: 'where' | 'having', query: QueryBuilderConfig, show: Show): Piece[] {
  const all = query.filters.filter((filter) => filter.scope === scope);
  return all.map(({ id, expression }, index) => {
    const text = show(expression);
    const weak = expression.kind === 'logic' && (expression.operator === 'or' ? all.length > 1 : false);
    return { gap: index ? '\n  and ' : `\n${scope} `, text: weak ? `(${text})` : text, node: id };
  });
}

const clause = (words: string, items: { node: string; text: string }[]): Piece[] =>
  items.map((item, index) => ({ gap: index ? ', ' : `\n${words} `, ...item }));

/** What a column computes is ordered by its name, where that name is its alone. */
function ordering({ columns, ordering }: QueryBuilderConfig, show: Show) {
  const names = columns.map(
    ({ alias, expression }) => alias ?? (expression.kind === 'column' ? expression.column : null),
  );
  const aliases = new Map(
    columns
      .filter(({ alias, expression }) => alias !== null && expression.kind !== 'column')
      .filter(({ alias }) => names.indexOf(alias) === names.lastIndexOf(alias))
      .map(({ alias, expression }) => [canonicalExpression(expression), alias]),
  );
  return ordering.map(({ id, expression, direction, nulls }) => {
    const alias = aliases.get(canonicalExpression(expression));
    const by = alias ? quoteName(alias) : show(expression);
    const order = direction === 'desc' ? ' desc' : '';
    return { node: id, text: `${by}${order}${nulls ? ` nulls ${nulls}` : ''}` };
  });
}
