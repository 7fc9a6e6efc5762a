import type { Expression } from '@pgai/contracts/expressions.js';
import type { Fault, FaultPlace, OutputColumn } from '@pgai/contracts/view-analysis.js';
import type { QueryBuilderConfig } from '@pgai/contracts/view-definition.js';
import { canonicalExpression } from '../definition/canonical.js';
import { check, statedIn } from '../definition/check.js';
import { fromOf } from '../definition/from.js';
import { within } from '../definition/parts.js';
import { print } from '../definition/print.js';
import { typeName } from '../definition/type-name.js';
import { checkAggregates } from './aggregates.js';
import { unconnected } from './connected.js';
import { error, warning } from './fault.js';
import { beyondAll, type Complexity } from './limits.js';
import type { NamedCatalog } from './named-catalog.js';
import { checkOutputs } from './outputs.js';
import { relationOf, unknownRelation, unsafeRelation } from './relations.js';
import { guardedOf, type Scope, type Source, sourceOf } from './scope.js';
import { untyped } from './type-rules.js';
import { requireBoolean, type Typed, typeOf } from './typer.js';

export type Findings = {
  faults: Fault[];
  columns: OutputColumn[];
  sql: string | null;
  complexity: Complexity;
  /** `schema.name` of all it reads */
  reads: { name: string; place: FaultPlace }[];
};

export function analyseTree(query: QueryBuilderConfig, catalog: NamedCatalog): Findings {
  const shape = check(query);
  const stated = statedIn(query);
  const complexity = {
    tables: query.tables.length,
    joins: query.joins.length,
    columns: query.columns.length,
    expressions: 0,
  };
  if (shape.some(({ code }) => code === 'too-deep'))
    return { faults: shape, columns: [], sql: null, complexity, reads: [] };
  complexity.expressions = stated.reduce((sum, { expression }) => sum + [...within(expression)].length, 0);
  if (beyondAll(complexity)) return { faults: [], columns: [], sql: null, complexity, reads: [] };

  const faults = [...shape];
  const nodes = new Map<Expression, string>();
  for (const { node, expression } of stated) for (const e of within(expression)) nodes.set(e, node);
  const sources = sourcesIn(query, catalog, faults);
  const scope: Scope = {
    catalog,
    source: (id) => sources.get(id),
    guarded: () => guardedOf(sources.values()),
    parameter: parameterTypes(query.parameters),
    // a parameter that is not there is a fault of shape
    report: (fault) => fault.code !== 'parameter-undeclared' && faults.push(fault),
    place: (e) => ({ node: nodes.get(e) ?? '' }),
  };
  const condition = (e: Expression) => requireBoolean(e, typeOf(e, scope), scope);
  for (const { on } of query.joins) if (on) condition(on);
  for (const { expression } of query.filters) condition(expression);
  for (const { expression } of [...query.grouping, ...query.ordering]) typeOf(expression, scope);

  const columns = query.columns.map(({ id, expression, alias }) => {
    const typed = typeOf(expression, scope);
    const name = alias ?? (expression.kind === 'column' ? expression.column : '?column?');
    return outputOf(name, typed, expression, scope, id);
  });
  const of = (scope: 'where' | 'having') =>
    query.filters.filter((it) => it.scope === scope).map(({ expression }) => expression);
  const rows = [...query.joins.flatMap(({ on }) => on ?? []), ...of('where')];
  const ordering = query.ordering.map(({ expression }) => expression);
  const shown = query.columns.map(({ expression }) => expression);
  checkAggregates(
    {
      columns: shown,
      grouping: query.grouping.map(({ expression }) => expression),
      having: of('having'),
      ordering,
      rows,
    },
    scope,
  );
  if (query.distinct) checkDistinct(shown, query, faults);
  faults.push(
    ...checkOutputs(
      columns
        .filter(({ name }) => name !== '?column?')
        .map(({ name, node }) => ({ name, place: { node: node ?? '' } })),
    ),
    ...unusedParameters(query),
    ...cartesian(query, rows),
  );
  const broken = shape.some(({ severity }) => severity === 'error');
  const reads = query.tables.map(({ schema, name, id }) => ({
    name: `${schema}.${name}`,
    place: { node: id },
  }));
  return { faults, columns, sql: broken ? null : print(query), complexity, reads };
}

function sourcesIn(query: QueryBuilderConfig, catalog: NamedCatalog, faults: Fault[]) {
  const optional = optionalIn(query);
  const sources = new Map<string, Source>();
  for (const { id, schema, name, alias } of query.tables) {
    const relation = relationOf(catalog, schema, name);
    const place = { node: id };
    if (relation === undefined) faults.push(unknownRelation(catalog, schema, name, place));
    else if (relation) faults.push(...unsafeRelation(relation, place));
    sources.set(id, sourceOf(id, alias, relation ?? null, optional.has(id)));
  }
  return sources;
}

/** The tables an outer join may leave without a row. */
function optionalIn(query: QueryBuilderConfig) {
  const optional = new Set<string>();
  for (const { root, joined } of fromOf(query).chains) {
    const before = [root.id];
    for (const { join, table } of joined) {
      if (join.kind === 'right' || join.kind === 'full') for (const id of before) optional.add(id);
      if (join.kind === 'left' || join.kind === 'full') optional.add(table.id);
      before.push(table.id);
    }
  }
  return optional;
}

export const parameterTypes = (parameters: QueryBuilderConfig['parameters']) => {
  const types = new Map(parameters.map(({ id, type }) => [id, typeName(type)]));
  return (id: string) => types.get(id);
};

/** An output column; its sources are all columns that are named in it. */
export function outputOf(
  name: string,
  typed: Typed,
  expression: Expression,
  { source }: Scope,
  node: string | null,
): OutputColumn {
  const sources = new Map(
    [...within(expression)]
      .flatMap((e) => (e.kind === 'column' ? (source(e.table)?.columns?.get(e.column)?.sources ?? []) : []))
      .map((it) => [JSON.stringify(it), it]),
  );
  const type = typed.type === untyped ? 'text' : typed.type;
  return { name, type, nullable: typed.nullable, node, sources: [...sources.values()] };
}

function checkDistinct(shown: Expression[], { ordering }: QueryBuilderConfig, faults: Fault[]) {
  const there = new Set(shown.map(canonicalExpression));
  for (const { id, expression } of ordering)
    if (!there.has(canonicalExpression(expression)))
      faults.push(
        error('order-not-shown', 'Distinct rows can only be ordered by what they show.', {
          place: { node: id },
          hint: 'Add it to the columns, or show all rows.',
        }),
      );
}

const unusedParameters = (query: QueryBuilderConfig): Fault[] => {
  const used = new Set(
    statedIn(query).flatMap(({ expression }) =>
      [...within(expression)].flatMap((e) => (e.kind === 'parameter' ? e.parameter : [])),
    ),
  );
  return query.parameters.filter(({ id }) => !used.has(id)).map(unusedParameter);
};

export const unusedParameter = ({ id, name }: QueryBuilderConfig['parameters'][number]) =>
  warning('parameter-unused', `The parameter ${name} is not used.`, {
    place: { node: id },
    hint: 'Use it in a filter, or remove it.',
  });

/** A cross join is meant; anything else without a condition is likely forgotten. */
function cartesian(query: QueryBuilderConfig, conditions: Expression[]): Fault[] {
  const meant = new Set(query.joins.filter(({ kind }) => kind === 'cross').map(({ right }) => right));
  const ids = fromOf(query).chains.flatMap(({ root, joined }) => [
    root.id,
    ...joined.map(({ table }) => table.id),
  ]);
  return unconnected(ids, conditions)
    .filter((id) => !meant.has(id))
    .map((id) => {
      const name = query.tables.find((table) => table.id === id)?.alias ?? id;
      return warning(
        'join-missing',
        `Nothing ties ${name} to the other tables: every row of it comes with every other row.`,
        {
          place: { node: id },
          hint: 'Add a join.',
        },
      );
    });
}
