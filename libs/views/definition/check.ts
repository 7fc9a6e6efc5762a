import { deepest, type Expression } from '@pgai/contracts/expressions.js';
import type { Fault } from '@pgai/contracts/view-analysis.js';
import { nodeLists, type QueryBuilderConfig } from '@pgai/contracts/view-definition.js';
import { error } from '../analysis/fault.js';
import { checkCallShape } from './check-call.js';
import { checkFrom } from './check-from.js';
import { partsOf, within } from './parts.js';
import { typeName } from './type-name.js';

/** A node with an expression, as all lists have them. */
export type Stated = { node: string; list: string; expression: Expression };

export const statedIn = (query: QueryBuilderConfig): Stated[] => [
  ...query.joins.flatMap(({ id, on }) => (on ? [{ node: id, list: 'joins', expression: on }] : [])),
  ...(['columns', 'filters', 'grouping', 'ordering'] as const).flatMap((list) =>
    query[list].map(({ id, expression }) => ({ node: id, list, expression })),
  ),
];

/** What makes a tree no query, whatever the database has; every rule of shape that its schema cannot say. */
export function check(query: QueryBuilderConfig): Fault[] {
  const stated = statedIn(query);
  const deep = stated.filter(({ expression }) => depth(expression) > deepest);
  if (deep.length)
    return deep.map(({ node }) =>
      error('too-deep', `This expression is nested more than ${deepest} deep.`, { place: { node } }),
    );
  return [
    ...ids(query),
    ...names(query),
    ...checkFrom(query),
    ...stated.flatMap((it) => expressions(it, query)),
    ...columns(query),
    ...constants(query),
    ...parameters(query),
  ];
}

/** Without recursion: it is what may be too deep for one. */
function depth(expression: Expression) {
  let level = [expression];
  let count = 0;
  while (level.length && count <= deepest) {
    level = level.flatMap(partsOf);
    count += 1;
  }
  return count;
}

function* twice<T>(items: T[], key: (item: T) => string): Generator<T> {
  const seen = new Set<string>();
  for (const item of items) {
    if (seen.has(key(item))) yield item;
    seen.add(key(item));
  }
}

const ids = (query: QueryBuilderConfig) =>
  [
    ...twice(
      nodeLists.flatMap((list): { id: string }[] => query[list]),
      ({ id }) => id,
    ),
  ].map(({ id }) =>
    error('id-twice', 'Two parts of the query have the same id.', {
      place: { node: id },
      hint: 'Remove one of them.',
    }),
  );

const tooLong = (name: string) => new TextEncoder().encode(name).length > 63;

function names({ tables, columns }: QueryBuilderConfig): Fault[] {
  const long = [...tables, ...columns].filter(({ alias }) => alias !== null && tooLong(alias));
  return [
    ...long.map(({ id }) =>
      error('name-too-long', 'A name has at most 63 bytes.', {
        place: { node: id },
        hint: 'Shorten the alias.',
      }),
    ),
    ...[...twice(tables, ({ alias }) => alias)].map(({ id, alias }) =>
      error('alias-twice', `Two tables are called ${alias}.`, {
        place: { node: id },
        hint: 'Give one of them another alias.',
      }),
    ),
  ];
}

function expressions({ node, expression }: Stated, query: QueryBuilderConfig): Fault[] {
  const place = { node };
  const tables = new Set(query.tables.map(({ id }) => id));
  const parameters = new Set(query.parameters.map(({ id }) => id));
  return [...within(expression)].flatMap((e) => {
    switch (e.kind) {
      case 'column':
        if (tables.has(e.table)) return [];
        return error('table-missing', `The table of ${e.column} is no longer in the query.`, {
          place,
          hint: 'Add the table again, or remove what uses it.',
        });
      case 'parameter':
        if (parameters.has(e.parameter)) return [];
        return error('parameter-undeclared', 'A parameter is used that is not declared.', {
          place,
          hint: 'Add it to the parameters of the view.',
        });
      case 'cast':
        if (typeName(e.type) !== null) return [];
        return error('type-unreadable', `${e.type} is no name of a type.`, { place });
      case 'operator':
        if (
          e.left !== null ||
          !['*', '/', '<', '>', '=', '<=', '>=', '<>', '!=', '^', '%'].includes(e.operator)
        )
          return [];
        return error('operator-shape', `${e.operator} needs something on its left.`, { place });
      case 'call':
        return checkCallShape(e, place);
      default:
        return [];
    }
  });
}

const columns = ({ columns }: QueryBuilderConfig): Fault[] =>
  columns.length === 0
    ? [error('no-columns', 'The query returns no columns.', { hint: 'Choose at least one.' })]
    : columns
        .filter(({ alias, expression }) => alias === null && expression.kind !== 'column')
        .map(({ id }) => error('alias-missing', 'What is computed needs a name.', { place: { node: id } }));

/** A number there is the place of a column to PostgreSQL, and nothing else is allowed. */
const constants = ({ grouping, ordering }: QueryBuilderConfig): Fault[] =>
  [...grouping, ...ordering]
    .filter(
      ({ expression: e }) =>
        e.kind === 'literal' || (e.kind === 'operator' && !e.left && e.right.kind === 'literal'),
    )
    .map(({ id }) =>
      error('constant-order', 'Rows cannot be grouped or ordered by a constant.', { place: { node: id } }),
    );

const parameters = ({ parameters }: Pick<QueryBuilderConfig, 'parameters'>): Fault[] =>
  checkParameters(parameters);

export const checkParameters = (parameters: QueryBuilderConfig['parameters']): Fault[] => [
  ...[...twice(parameters, ({ name }) => name)].map(({ id, name }) =>
    error('parameter-twice', `Two parameters are called ${name}.`, { place: { node: id } }),
  ),
  ...parameters
    .filter(({ type }) => typeName(type) === null)
    .map(({ id, type }) =>
      error('type-unreadable', `${type} is no name of a type.`, { place: { node: id } }),
    ),
  ...parameters
    .filter(({ required, default_value }) => required && default_value !== null)
    .map(({ id, name }) =>
      error('parameter-default', `${name} is required, so its default is never used.`, {
        place: { node: id },
        hint: 'Remove the default, or make it optional.',
      }),
    ),
];
