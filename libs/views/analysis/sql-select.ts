import type { Expression } from '@pgai/contracts/expressions.js';
import type { Fault, FaultPlace, OutputColumn } from '@pgai/contracts/view-analysis.js';
import type { CommonTableExpr, Node, SelectStmt } from 'libpg-query';
import { beginning, Left } from '../sql/left.js';
import { outputName } from '../sql/output-name.js';
import { expressionReader } from '../sql/read-expression.js';
import type { Token } from '../sql/scan.js';
import { nameIn, opened } from '../sql/tree.js';
import { checkAggregates } from './aggregates.js';
import { type Findings, outputOf } from './analyse-tree.js';
import { unconnected } from './connected.js';
import { error, warning } from './fault.js';
import type { NamedCatalog } from './named-catalog.js';
import { guardedOf, type Scope, type Source } from './scope.js';
import { type Columns, readSources, renamed } from './sql-from.js';
import { findColumn, type Level, placeAt } from './sql-names.js';
import { commonType } from './type-rules.js';
import { requireBoolean, typeOf } from './typer.js';

export type SqlOutput = { output: OutputColumn; place: FaultPlace };

type Given = {
  catalog: NamedCatalog;
  /** without comments */
  tokens: Token[];
  report: (fault: Fault) => void;
  /** the type of `$1`; undefined where it is not declared */
  parameter: (number: number) => string | null | undefined;
};

type Around = { levels: Level[]; ctes: Map<string, Columns> };

/** Nobody reads more faults at once. */
const enough = 100;

/** Stands for what the tree has no word for: it has no source, so nothing is said of it. */
const unsaid: Expression = { kind: 'column', table: '', column: '' };

/** Looks at a SELECT and at those within it, each with the names it can see. */
export function selectReader({ catalog, tokens, parameter, ...given }: Given) {
  let reported = 0;
  const report = (fault: Fault) => {
    reported += 1;
    if (reported <= enough) given.report(fault);
  };
  const reads: Findings['reads'] = [];
  const nodes = new WeakMap<Expression, unknown>();
  const byId = new Map<string, Source>();
  let joins = 0;
  let made = 0;
  /** they also return columns nobody knows here */
  const incomplete = new WeakSet<SqlOutput[]>();
  const place = (e: Expression) => placeAt(tokens, beginning(nodes.get(e)));
  const columnsOf = (outputs: SqlOutput[]): Columns => (incomplete.has(outputs) ? null : columnsIn(outputs));

  function select(statement: SelectStmt, around: Around = { levels: [], ctes: new Map() }): SqlOutput[] {
    const inner: Around = { ...around, ctes: withCtes(statement, around) };
    if (statement.larg && statement.rarg) return combined(statement.larg, statement.rarg, inner);
    if (statement.valuesLists) return values(statement.valuesLists, inner);
    return plain(statement, inner);
  }

  function withCtes({ withClause }: SelectStmt, around: Around) {
    const ctes = new Map(around.ctes);
    for (const node of withClause?.ctes ?? []) {
      const cte: CommonTableExpr = 'CommonTableExpr' in node ? node.CommonTableExpr : {};
      const { ctename = '', ctequery, aliascolnames: colnames } = cte;
      if (withClause?.recursive) ctes.set(ctename, null);
      const columns =
        ctequery && 'SelectStmt' in ctequery
          ? columnsOf(select(ctequery.SelectStmt, { ...around, ctes }))
          : null;
      ctes.set(ctename, withClause?.recursive ? null : renamed(columns, colnames ? { colnames } : undefined));
    }
    return ctes;
  }

  function combined(larg: SelectStmt, rarg: SelectStmt, around: Around): SqlOutput[] {
    const [left, right] = [select(larg, around), select(rarg, around)];
    const counted = !incomplete.has(left) && !incomplete.has(right);
    if (counted && left.length !== right.length)
      report(
        error('union-columns', `One side returns ${left.length} columns, the other ${right.length}.`, {
          place: right[0]?.place ?? null,
        }),
      );
    const both = left.map(({ output, place }, at) => {
      const other = right[at];
      if (!other) return { output, place };
      const { type, differ } = commonType([output.type, other.output.type]);
      if (differ)
        report(
          error('types-differ', `${differ[0]} and ${differ[1]} cannot be one column.`, {
            place: other.place,
          }),
        );
      const nullable =
        output.nullable === other.output.nullable ? output.nullable : (output.nullable ?? true) && null;
      const sources = [...output.sources, ...other.output.sources];
      return { output: { ...output, type, nullable, sources }, place };
    });
    if (!counted) incomplete.add(both);
    return both;
  }

  function values(rows: Node[], around: Around): SqlOutput[] {
    const [first] = rows.map((row) => ('List' in row ? (row.List.items ?? []) : []));
    for (const row of rows) look(row, around.levels, around.ctes);
    return (first ?? []).map((node, at) => ({
      output: { name: `column${at + 1}`, type: null, nullable: null, node: null, sources: [] },
      place: placeAt(tokens, beginning(node)),
    }));
  }

  function plain(statement: SelectStmt, { levels, ctes }: Around): SqlOutput[] {
    const from = readSources(statement.fromClause ?? [], {
      catalog,
      tokens,
      report,
      reads,
      ctes,
      subquery: (inner, before) =>
        columnsOf(select(inner, { levels: before ? [before, ...levels] : levels, ctes })),
      expression: (node, before) => look(node, [before, ...levels], ctes),
      next: () => `s${made++}`,
    });
    joins += from.joins;
    for (const source of from.level.sources) byId.set(source.id, source);
    const all = [from.level, ...levels];
    const own = new Set(from.level.sources.map(({ id }) => id));
    const scope: Scope = {
      catalog,
      source: (id) => byId.get(id),
      guarded: () => guardedOf(from.level.sources),
      outer: (id) => !own.has(id),
      parameter: (id) => parameter(Number(id)),
      report,
      place,
    };
    const read = (node: Node) => look(node, all, ctes);
    const condition = (node: Node | undefined) => {
      if (!node) return [];
      const expression = read(node);
      requireBoolean(expression, typeOf(expression, scope), scope);
      return [expression];
    };

    const rows = [...from.conditions.flatMap(condition), ...condition(statement.whereClause)];
    const having = condition(statement.havingClause);
    const columns: Expression[] = [];
    let hidden = false;
    const outputs = (statement.targetList ?? []).flatMap((target): SqlOutput[] => {
      if (!('ResTarget' in target) || !target.ResTarget.val) return [];
      const { val, name } = target.ResTarget;
      const at = placeAt(tokens, target.ResTarget.location);
      const star = starOf(val, from.level, at);
      if (star) {
        hidden ||= star.hidden;
        columns.push(...star.expressions);
        return star.outputs;
      }
      const expression = read(val);
      columns.push(expression);
      const output = outputOf(name ?? outputName(val), typeOf(expression, scope), expression, scope, null);
      return [{ output, place: at }];
    });
    const named = (node: Node, first: 'input' | 'output') =>
      said(node, outputs, columns, all, first) ?? read(node);
    const sets = (statement.groupClause ?? []).some((node) => 'GroupingSet' in node);
    const grouping = (statement.groupClause ?? []).map((node) => named(node, 'input'));
    const ordering = (statement.sortClause ?? []).flatMap((node) =>
      'SortBy' in node && node.SortBy.node ? [named(node.SortBy.node, 'output')] : [],
    );
    for (const node of [statement.limitCount, statement.limitOffset]) if (node) read(node);
    for (const window of [...(statement.windowClause ?? []), ...(statement.distinctClause ?? [])])
      look(
        window,
        [{ ...from.level, sources: [...from.level.sources, outputsAs(outputs)] }, ...levels],
        ctes,
      );
    for (const e of [...grouping, ...ordering]) if (!columns.includes(e)) typeOf(e, scope);
    if (!sets) checkAggregates({ columns, grouping, having, ordering, rows }, scope);
    cartesian(from.level, from.crossed, rows);
    if (hidden) incomplete.add(outputs);
    return outputs;
  }

  /** Resolves the names within a node, and reads it as far as the tree has words for it. */
  function look(node: Node, levels: Level[], ctes: Map<string, Columns>): Expression {
    const outside = (inner: unknown): void => {
      if (typeof inner !== 'object' || inner === null) return;
      const [kind] = Array.isArray(inner) ? [] : opened(inner as Node);
      if (kind === 'SelectStmt') {
        select((inner as { SelectStmt: SelectStmt }).SelectStmt, { levels, ctes });
        return;
      }
      if (kind === 'ColumnRef')
        resolve((inner as { ColumnRef: { fields?: Node[]; location?: number } }).ColumnRef);
      if (kind === 'ParamRef')
        declared((inner as { ParamRef: { number?: number; location?: number } }).ParamRef);
      for (const value of Object.values(inner)) outside(value);
    };
    const resolve = ({ fields = [], location }: { fields?: Node[]; location?: number }) => {
      if (reported >= enough || fields.some((field) => 'A_Star' in field)) return;
      const found = findColumn(nameIn(fields), levels, (part) => placeAt(tokens, location, part));
      if ('fault' in found && found.fault) report(found.fault);
    };
    const declared = ({ number = 0, location }: { number?: number; location?: number }) => {
      if (parameter(number) === undefined)
        report(
          error('parameter-undeclared', `$${number} is not among the parameters.`, {
            place: placeAt(tokens, location),
            hint: 'Add it to the parameters of the view.',
          }),
        );
    };
    outside(node);
    return expressionReader({
      column: (fields, at) => {
        const found = findColumn(fields, levels, () => null);
        if ('fault' in found) throw new Left('a name', at);
        return { kind: 'column', table: found.source.id, column: found.column };
      },
      parameter: (number, at) => {
        if (parameter(number) === undefined) throw new Left('a parameter', at);
        return { kind: 'parameter', parameter: String(number) };
      },
      lenient: {
        read: (expression, read) => nodes.set(expression, read),
        instead: () => unsaid,
      },
    })(node);
  }

  function starOf(node: Node, level: Level, place: FaultPlace) {
    const fields = 'ColumnRef' in node ? (node.ColumnRef.fields ?? []) : [];
    if (!fields.some((field) => 'A_Star' in field)) return undefined;
    const alias = nameIn(fields).at(-2);
    const sources = alias === undefined ? level.sources : level.sources.filter((it) => it.alias === alias);
    const expressions: Expression[] = [];
    const outputs: SqlOutput[] = [];
    const merged = new Set<string>();
    if (alias !== undefined && sources.length === 0)
      report(error('alias-unknown', `Nothing in from is called ${alias}.`, { place }));
    for (const { id, columns } of sources)
      for (const [name, column] of columns ?? []) {
        if (alias === undefined && level.merged.has(name)) {
          if (merged.has(name)) continue;
          merged.add(name);
        }
        const expression: Expression = { kind: 'column', table: id, column: name };
        nodes.set(expression, node);
        expressions.push(expression);
        outputs.push({ output: { name, ...column, node: null }, place });
      }
    return { expressions, outputs, hidden: sources.some(({ columns }) => columns === null) };
  }

  function cartesian(level: Level, crossed: Set<string>, conditions: Expression[]) {
    const ids = level.sources.filter((it) => it.columns !== null && it.relation !== null).map(({ id }) => id);
    if (ids.length < level.sources.length) return; // what is unknown may tie them
    for (const id of unconnected(ids, conditions)) {
      const alias = byId.get(id)?.alias ?? id;
      if (crossed.has(id) || level.merged.size > 0) continue;
      report(
        warning(
          'join-missing',
          `Nothing ties ${alias} to the other tables: every row of it comes with every other row.`,
          {
            hint: 'Add a condition.',
          },
        ),
      );
    }
  }
  return { select, reads, joins: () => joins };
}

const columnsIn = (outputs: SqlOutput[]): Columns =>
  outputs.length === 0
    ? null
    : outputs.map(({ output: { name, type, nullable, sources } }) => [name, { type, nullable, sources }]);

/** Names of outputs count in a few clauses besides those of tables. */
const outputsAs = (outputs: SqlOutput[]): Source => ({
  id: '',
  alias: '',
  relation: null,
  columns: new Map(columnsIn(outputs)),
});

/** A place or a name of an output column in GROUP BY or ORDER BY. */
function said(
  node: Node,
  outputs: SqlOutput[],
  columns: Expression[],
  levels: Level[],
  first: 'input' | 'output',
) {
  if ('A_Const' in node && node.A_Const.ival) return columns[(node.A_Const.ival.ival ?? 0) - 1];
  const fields = 'ColumnRef' in node ? nameIn(node.ColumnRef.fields) : [];
  if (fields.length !== 1) return undefined;
  const at = outputs.findIndex(({ output }) => output.name === fields[0]);
  if (at < 0 || (first === 'input' && 'source' in findColumn(fields, levels.slice(0, 1), () => null)))
    return undefined;
  return columns[at];
}
