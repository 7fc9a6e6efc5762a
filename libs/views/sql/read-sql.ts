import type { Expression } from '@pgai/contracts/expressions.js';
import type { FaultPlace } from '@pgai/contracts/view-analysis.js';
import {
  emptyQuery,
  QueryBuilderConfig,
  type SelectedColumn,
  type ViewParameter,
} from '@pgai/contracts/view-definition.js';
import type { Node, SelectStmt } from 'libpg-query';
import { lookup } from '../analysis/lookup.js';
import type { NamedCatalog } from '../analysis/named-catalog.js';
import { newNodeId } from '../definition/node-id.js';
import { tableKeeper, withKeptIds } from './keep.js';
import { beginning, Left } from './left.js';
import { outputName } from './output-name.js';
import { parseSelect } from './parse-select.js';
import { expressionReader } from './read-expression.js';
import { leftOf, readFrom } from './read-from.js';

export type Read = { query: QueryBuilderConfig } | { left: { construct: string; place: FaultPlace } };

/** SQL as a tree, or the construct that has no place in one. Nodes that say what they said keep their ids. */
export async function readSql(
  sql: string,
  catalog: NamedCatalog | null,
  keep: QueryBuilderConfig = emptyQuery,
): Promise<Read> {
  const parsed = await parseSelect(sql);
  if ('fault' in parsed) return { left: { construct: parsed.fault.message, place: parsed.fault.place } };
  try {
    const query = withKeptIds(readStatement(parsed.statement, catalog, keep), keep);
    if (!QueryBuilderConfig.safeParse(query).success)
      return { left: { construct: 'more than a tree can hold', place: null } };
    return { query };
  } catch (error) {
    if (error instanceof Left)
      return { left: { construct: error.construct, place: error.place(parsed.tokens) } };
    if (error instanceof RangeError) return { left: { construct: 'deep nesting', place: null } };
    throw error;
  }
}

/** Parts of a statement that a tree has not. */
function refuse(statement: SelectStmt) {
  const { withClause, valuesLists, windowClause, distinctClause, groupClause = [], limitOption } = statement;
  if (withClause) throw new Left('with', beginning(withClause));
  if (statement.op !== undefined && statement.op !== 'SETOP_NONE')
    throw new Left(statement.op.replace('SETOP_', '').toLowerCase(), beginning(statement.rarg));
  if (valuesLists) throw new Left('values', beginning(valuesLists));
  if (windowClause) throw new Left('window', beginning(windowClause));
  if (distinctClause?.some((node) => Object.keys(node).length > 0))
    throw new Left('distinct on', beginning(distinctClause));
  if (statement.groupDistinct) throw new Left('group by distinct', beginning(groupClause));
  const sets = groupClause.find((node) => 'GroupingSet' in node);
  if (sets) throw new Left('grouping sets', beginning(sets));
  if (limitOption === 'LIMIT_OPTION_WITH_TIES') throw new Left('with ties', beginning(statement.limitCount));
}

function readStatement(
  statement: SelectStmt,
  catalog: NamedCatalog | null,
  keep: QueryBuilderConfig,
): QueryBuilderConfig {
  refuse(statement);
  const from = readFrom(statement.fromClause ?? [], catalog, tableKeeper(keep.tables), newNodeId);
  const parameters = [...keep.parameters];
  const read = expressionReader({
    column: (fields, at) => ({ kind: 'column', ...columnIn(from.tables, catalog, fields, at) }),
    parameter: (number, at) => {
      if (number < 1 || number > 100) throw new Left(`$${number}`, at);
      while (parameters.length < number) parameters.push(newParameter(parameters));
      return { kind: 'parameter', parameter: parameters[number - 1]?.id ?? '' };
    },
  });

  const columns = (statement.targetList ?? []).map((target): SelectedColumn => {
    if (!('ResTarget' in target)) throw new Left('a column', beginning(target));
    const { name, val } = target.ResTarget;
    const expression = read(val);
    const alias = name ?? (expression.kind === 'column' ? null : outputName(val));
    return { id: newNodeId(), expression, alias };
  });
  const output = (node: Node | undefined, names: boolean) =>
    byPosition(node, columns) ?? (names ? byName(node, columns) : undefined) ?? read(node);
  const conditions = (node: Node | undefined, scope: 'where' | 'having') =>
    node ? conjuncts(read(node)).map((expression) => ({ id: newNodeId(), scope, expression })) : [];

  return {
    tables: from.tables,
    joins: from.joins.map(({ id, kind, chain, right, quals }) => {
      const on = quals ? read(quals) : null;
      return { id, kind, left: leftOf(chain, right, on), right, on };
    }),
    columns,
    filters: [...conditions(statement.whereClause, 'where'), ...conditions(statement.havingClause, 'having')],
    grouping: (statement.groupClause ?? []).map((node) => ({
      id: newNodeId(),
      expression: output(node, false),
    })),
    ordering: (statement.sortClause ?? []).map((node) => {
      if (!('SortBy' in node) || node.SortBy.useOp) throw new Left('using', beginning(node));
      const { sortby_dir, sortby_nulls, node: by } = node.SortBy;
      return {
        id: newNodeId(),
        expression: output(by, true),
        direction: sortby_dir === 'SORTBY_DESC' ? 'desc' : 'asc',
        nulls:
          sortby_nulls === 'SORTBY_NULLS_FIRST'
            ? 'first'
            : sortby_nulls === 'SORTBY_NULLS_LAST'
              ? 'last'
              : null,
      };
    }),
    parameters,
    distinct: statement.distinctClause !== undefined,
    limit: count(statement.limitCount, 'limit'),
    offset: count(statement.limitOffset, 'offset'),
  };
}

function columnIn(
  tables: QueryBuilderConfig['tables'],
  catalog: NamedCatalog | null,
  fields: string[],
  at: number | undefined,
) {
  const [column = ''] = fields.slice(-1);
  const relation = (table: (typeof tables)[number]) =>
    catalog ? lookup(catalog).relation(table.schema, table.name) : undefined;
  const has = (table: (typeof tables)[number]) =>
    relation(table)?.columns.some(({ name }) => name === column);
  const found =
    fields.length === 1
      ? tables.length === 1 && !(tables[0] && relation(tables[0]))
        ? tables
        : tables.filter(has)
      : tables.filter(({ schema, name, alias }) => {
          const said = fields.slice(0, -1);
          return said.length === 1
            ? alias === said[0]
            : schema === said[0] && name === said[1] && alias === name;
        });
  const [table, another] = found;
  if (another) throw new Left(`${column}, which several tables have`, at);
  if (!table || (fields.length === 1 && table.alias === column && !has(table)))
    throw new Left(fields.length === 1 ? 'a column without its table' : `${fields.join('.')}`, at);
  return { table: table.id, column };
}

function newParameter(all: ViewParameter[]): ViewParameter {
  const names = new Set(all.map(({ name }) => name));
  let number = all.length + 1;
  while (names.has(`p${number}`)) number += 1;
  return { id: newNodeId(), name: `p${number}`, type: 'text', required: true, default_value: null };
}

const conjuncts = (e: Expression): Expression[] =>
  e.kind === 'logic' && e.operator === 'and' ? e.operands.flatMap(conjuncts) : [e];

/** `order by 2` is by the second column. */
function byPosition(node: Node | undefined, columns: SelectedColumn[]) {
  if (!node || !('A_Const' in node) || !node.A_Const.ival) return undefined;
  return columns[(node.A_Const.ival.ival ?? 0) - 1]?.expression;
}

/** A lone name in ORDER BY is first of all that of an output column. */
function byName(node: Node | undefined, columns: SelectedColumn[]) {
  const [field, more] = node && 'ColumnRef' in node ? (node.ColumnRef.fields ?? []) : [];
  if (more || !field || !('String' in field)) return undefined;
  const name = field.String.sval;
  return columns.find(
    ({ alias, expression }) => (alias ?? (expression.kind === 'column' ? expression.column : null)) === name,
  )?.expression;
}

function count(node: Node | undefined, what: string) {
  if (!node) return null;
  const value = 'A_Const' in node ? node.A_Const : undefined;
  if (value?.isnull) return null;
  const number = value?.ival ? (value.ival.ival ?? 0) : Number(value?.fval?.fval ?? Number.NaN);
  if (!Number.isSafeInteger(number) || number < 0) throw new Left(`a computed ${what}`, beginning(node));
  return number;
}
