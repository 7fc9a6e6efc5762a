import { z } from 'zod';
import { Expression, Identifier, NodeId } from './expressions.js';

const Index = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** A table or view the query reads, under an alias of its own; x and y are where it stands on the canvas. */
export const SelectedTable = z
  .strictObject({
    id: NodeId,
    schema: Identifier,
    name: Identifier,
    alias: Identifier,
    x: z.number().min(-1e6).max(1e6),
    y: z.number().min(-1e6).max(1e6),
  })
  .meta({ id: 'SelectedTable' });
export type SelectedTable = z.infer<typeof SelectedTable>;

export const joinKinds = ['inner', 'left', 'right', 'full', 'cross'] as const;

/** A cross join has no condition; every other one has. Printed in their order, so the left side is joined before. */
export const JoinDefinition = z
  .strictObject({
    id: NodeId,
    kind: z.enum(joinKinds),
    left: NodeId,
    right: NodeId,
    on: Expression.nullable(),
  })
  .meta({ id: 'JoinDefinition' });
export type JoinDefinition = z.infer<typeof JoinDefinition>;

/** An output column. Without an alias it is called as what it shows, which only a plain column may be. */
export const SelectedColumn = z
  .strictObject({ id: NodeId, expression: Expression, alias: Identifier.nullable() })
  .meta({ id: 'SelectedColumn' });
export type SelectedColumn = z.infer<typeof SelectedColumn>;

/** One of the conditions that all have to hold, of rows (`where`) or of groups (`having`). */
export const FilterCondition = z
  .strictObject({ id: NodeId, scope: z.enum(['where', 'having']), expression: Expression })
  .meta({ id: 'FilterCondition' });
export type FilterCondition = z.infer<typeof FilterCondition>;

export const GroupingConfig = z
  .strictObject({ id: NodeId, expression: Expression })
  .meta({ id: 'GroupingConfig' });
export type GroupingConfig = z.infer<typeof GroupingConfig>;

export const OrderingConfig = z
  .strictObject({
    id: NodeId,
    expression: Expression,
    direction: z.enum(['asc', 'desc']),
    nulls: z.enum(['first', 'last']).nullable(),
  })
  .meta({ id: 'OrderingConfig' });
export type OrderingConfig = z.infer<typeof OrderingConfig>;

/** `$1` is the first parameter, `$2` the second …; the type is written as PostgreSQL writes it. */
export const ViewParameter = z
  .strictObject({
    id: NodeId,
    name: z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/, { error: 'Small letters, digits and _.' }),
    type: z.string().min(1).max(200),
    required: z.boolean(),
    /** as text; only of one that is not required */
    default_value: z.string().max(10_000).nullable(),
  })
  .meta({ id: 'ViewParameter' });
export type ViewParameter = z.infer<typeof ViewParameter>;

/** A query as a tree. Every node has an id that stays; the order of a list is the order in the SQL. */
export const QueryBuilderConfig = z
  .strictObject({
    tables: z.array(SelectedTable).max(200),
    joins: z.array(JoinDefinition).max(200),
    columns: z.array(SelectedColumn).max(1_600),
    filters: z.array(FilterCondition).max(500),
    grouping: z.array(GroupingConfig).max(200),
    ordering: z.array(OrderingConfig).max(200),
    parameters: z.array(ViewParameter).max(100),
    distinct: z.boolean(),
    limit: Index.nullable(),
    offset: Index.nullable(),
  })
  .meta({ id: 'QueryBuilderConfig' });
export type QueryBuilderConfig = z.infer<typeof QueryBuilderConfig>;

/** The lists of nodes a definition is made of. */
export const nodeLists = [
  'tables',
  'joins',
  'columns',
  'filters',
  'grouping',
  'ordering',
  'parameters',
] as const;
export type NodeList = (typeof nodeLists)[number];

export const emptyQuery: QueryBuilderConfig = {
  tables: [],
  joins: [],
  columns: [],
  filters: [],
  grouping: [],
  ordering: [],
  parameters: [],
  distinct: false,
  limit: null,
  offset: null,
};

/** In which words its authors write it: a tree without a word of SQL, or SQL that is the truth itself. */
export const viewProfiles = ['nocode', 'sql'] as const;

/** The longest text of a query, in characters. */
export const longestSql = 200_000;

/** What a draft, a commit and a version hold; two of them with the same canonical form are the same. */
export const ViewContent = z
  .discriminatedUnion('profile', [
    z.strictObject({
      profile: z.literal('nocode'),
      query: QueryBuilderConfig,
      description: z.string().max(10_000),
    }),
    z.strictObject({
      profile: z.literal('sql'),
      sql: z.string().max(longestSql),
      parameters: z.array(ViewParameter).max(100),
      description: z.string().max(10_000),
    }),
  ])
  .meta({ id: 'ViewContent' });
export type ViewContent = z.infer<typeof ViewContent>;
