import type { Expression } from '@pgai/contracts/expressions.js';
import { joinKinds, type QueryBuilderConfig, type ViewContent } from '@pgai/contracts/view-definition.js';
import fc from 'fast-check';
import { mentions } from '../../definition/mentions.js';

const tableIds = ['t1', 't2', 't3', 't4'];
const name = fc.constantFrom('id', 'no', 'total', 'طلب', 'A b', '__proto__', 'constructor');
const column: fc.Arbitrary<Expression> = fc.record({
  kind: fc.constant('column' as const),
  table: fc.constantFrom(...tableIds),
  column: name,
});
const literal: fc.Arbitrary<Expression> = fc.record({
  kind: fc.constant('literal' as const),
  type: fc.constant('number' as const),
  value: fc.constantFrom('1', '2', '10.5'),
});

export const anyExpression: fc.Arbitrary<Expression> = fc.letrec<{ one: Expression }>((tie) => ({
  one: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    column,
    literal,
    fc.record({
      kind: fc.constant('operator' as const),
      operator: fc.constantFrom('+', '=', '<'),
      left: tie('one'),
      right: tie('one'),
    }),
    fc.record({
      kind: fc.constant('logic' as const),
      operator: fc.constantFrom('and' as const, 'or' as const),
      operands: fc.array(tie('one'), { minLength: 2, maxLength: 3 }),
    }),
  ),
})).one;

const nodes = <T>(prefix: string, of: fc.Arbitrary<T>) =>
  fc
    .uniqueArray(fc.integer({ min: 1, max: 6 }), { maxLength: 5 })
    .chain((numbers) =>
      fc
        .tuple(...numbers.map(() => of))
        .map((fields) => fields.map((field, index) => ({ id: `${prefix}${numbers[index]}`, ...field }))),
    );

const alias = fc.option(fc.constantFrom('a', 'b', 'c', 'd'));

const table = (id: string) => ({
  id,
  schema: 'sales',
  name: `table ${id}`,
  alias: id,
  x: 0,
  y: 0,
});

/** Without what speaks of a table that is not there, and with every parameter once. */
const whole = (query: QueryBuilderConfig): QueryBuilderConfig => {
  const there = new Set(query.tables.map(({ id }) => `tables/${id}`));
  const sound = <T extends object>(nodes: T[]) =>
    nodes.filter((node) => [...mentions(node)].every((end) => there.has(end)));
  return {
    ...query,
    joins: sound(query.joins),
    columns: sound(query.columns),
    filters: sound(query.filters),
    grouping: sound(query.grouping),
    ordering: sound(query.ordering),
    parameters: query.parameters.filter(
      ({ name }, index, all) => all.findIndex((other) => other.name === name) === index,
    ),
  };
};

const anyParts: fc.Arbitrary<QueryBuilderConfig> = fc.record({
  tables: fc.shuffledSubarray(tableIds).map((ids) => ids.map(table)),
  joins: nodes(
    'j',
    fc.record({
      kind: fc.constantFrom(...joinKinds),
      left: fc.constantFrom(...tableIds),
      right: fc.constantFrom(...tableIds),
      on: fc.option(anyExpression),
    }),
  ),
  columns: nodes('c', fc.record({ expression: anyExpression, alias })),
  filters: nodes(
    'f',
    fc.record({ scope: fc.constantFrom('where' as const, 'having' as const), expression: anyExpression }),
  ),
  grouping: nodes('g', fc.record({ expression: anyExpression })),
  ordering: nodes(
    'o',
    fc.record({
      expression: anyExpression,
      direction: fc.constantFrom('asc' as const, 'desc' as const),
      nulls: fc.option(fc.constantFrom('first' as const, 'last' as const)),
    }),
  ),
  parameters: nodes(
    'p',
    fc.record({
      name: fc.constantFrom('since', 'until'),
      type: fc.constantFrom('date', 'text'),
      required: fc.boolean(),
      default_value: fc.option(fc.constantFrom('x', 'y')),
    }),
  ),
  distinct: fc.boolean(),
  limit: fc.option(fc.nat({ max: 3 })),
  offset: fc.option(fc.nat({ max: 3 })),
});

export const anyQuery = anyParts.map(whole);

const lines = fc
  .array(fc.constantFrom('select 1', 'from t', 'where a', '', 'order by b'), { maxLength: 8 })
  .map((them) => them.join('\n'));

export const anySql: fc.Arbitrary<ViewContent> = fc.record({
  profile: fc.constant('sql' as const),
  sql: lines,
  parameters: anyQuery.map(({ parameters }) => parameters),
  description: lines,
});

export const anyTree: fc.Arbitrary<ViewContent> = fc.record({
  profile: fc.constant('nocode' as const),
  query: anyQuery,
  description: lines,
});

export const anyContent = fc.oneof(anySql, anyTree);

const anyEdit = fc.record({
  list: fc.constantFrom('columns' as const, 'filters' as const, 'ordering' as const, 'tables' as const),
  what: fc.constantFrom('add', 'remove', 'move', 'move', 'change', 'limit'),
  at: fc.nat({ max: 5 }),
  to: fc.nat({ max: 5 }),
  id: fc.nat({ max: 10_000 }),
  expression: anyExpression,
});

/** A tree, and what several people made of it, each by a few edits. */
export const anyEdited = (people: number): fc.Arbitrary<[ViewContent, ...ViewContent[]]> =>
  fc
    .tuple(
      anyQuery,
      fc.array(fc.array(anyEdit, { minLength: 1, maxLength: 4 }), { minLength: people, maxLength: people }),
    )
    .map(([base, edits]) => {
      const content = (query: QueryBuilderConfig): ViewContent => ({
        profile: 'nocode',
        query: whole(query),
        description: '',
      });
      return [content(base), ...edits.map((edits) => content(edits.reduce(edited, base)))];
    });

type Edit = typeof anyEdit extends fc.Arbitrary<infer T> ? T : never;

function edited(query: QueryBuilderConfig, { list, what, at, to, id, expression }: Edit): QueryBuilderConfig {
  if (what === 'limit') return { ...query, limit: to };
  const nodes: { id: string }[] = query[list];
  const node = nodes[at];
  if (what === 'add' && list === 'columns')
    return { ...query, columns: query.columns.toSpliced(at, 0, { id: `n${id}`, expression, alias: null }) };
  if (!node) return query;
  const rest = nodes.toSpliced(at, 1);
  if (what === 'remove') return { ...query, [list]: rest };
  if (what === 'move') return { ...query, [list]: rest.toSpliced(to, 0, node) };
  const changed = 'expression' in node ? { ...node, expression } : node;
  return { ...query, [list]: nodes.with(at, changed) };
}
