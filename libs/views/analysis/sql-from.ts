import type { Fault } from '@pgai/contracts/view-analysis.js';
import type { Alias, FuncCall, JoinExpr, Node, RangeVar, SelectStmt } from 'libpg-query';
import { beginning } from '../sql/left.js';
import type { Token } from '../sql/scan.js';
import { nameIn, nodesIn, opened } from '../sql/tree.js';
import type { Findings } from './analyse-tree.js';
import { error } from './fault.js';
import type { NamedCatalog } from './named-catalog.js';
import { relationOf, unknownRelation, unsafeRelation } from './relations.js';
import { type Source, type SourceColumn, sourceOf } from './scope.js';
import { type Level, placeAt } from './sql-names.js';

/** In their order, since two may have one name until an alias tells them apart; null: not known. */
export type Columns = [name: string, column: SourceColumn][] | null;

export type FromContext = {
  catalog: NamedCatalog;
  tokens: Token[];
  report: (fault: Fault) => void;
  reads: Findings['reads'];
  ctes: Map<string, Columns>;
  /** looks at a subquery in from; a lateral one sees what stands before it */
  subquery: (statement: SelectStmt, before: Level | null) => Columns;
  expression: (node: Node, before: Level) => void;
  next: () => string;
};

/** What FROM names, and the conditions of its joins. */
export function readSources(
  items: Node[],
  context: FromContext,
): { level: Level; conditions: Node[]; joins: number; crossed: Set<string> } {
  const level: Level = { sources: [], merged: new Set() };
  const conditions: Node[] = [];
  const crossed = new Set<string>();
  let joins = Math.max(0, items.length - 1);

  const add = (source: Source, at: number | undefined) => {
    if (level.sources.some(({ alias }) => alias === source.alias))
      context.report(
        error('alias-twice', `Two tables are called ${source.alias}.`, {
          place: placeAt(context.tokens, at),
          hint: 'Give one of them an alias of its own.',
        }),
      );
    level.sources.push(source);
    return [source];
  };

  const read = (node: Node, optional: boolean): Source[] => {
    if ('JoinExpr' in node) return join(node.JoinExpr, optional);
    const at = beginning(node);
    if ('RangeVar' in node) return add(table(node.RangeVar, optional, context), at);
    if ('RangeSubselect' in node) {
      const { subquery, lateral, alias } = node.RangeSubselect;
      const statement = subquery && 'SelectStmt' in subquery ? subquery.SelectStmt : undefined;
      const columns = statement ? context.subquery(statement, lateral ? level : null) : null;
      return add(derived(context.next(), alias, columns, optional), at);
    }
    if ('RangeTableSample' in node && node.RangeTableSample.relation)
      return read(node.RangeTableSample.relation, optional);
    const [kind, inner] = opened(node);
    if (kind === 'RangeFunction') context.expression(node, level);
    const call = nodesIn(inner).find(([kind]) => kind === 'FuncCall')?.[1] as FuncCall | undefined;
    const alias = inner.alias as Alias | undefined;
    return add(
      derived(context.next(), alias ?? { aliasname: nameIn(call?.funcname).at(-1) ?? '' }, null, optional),
      at,
    );
  };

  const join = (
    { larg, rarg, quals, jointype, isNatural, usingClause }: JoinExpr,
    optional: boolean,
  ): Source[] => {
    joins += 1;
    const left = larg ? read(larg, optional || jointype === 'JOIN_RIGHT' || jointype === 'JOIN_FULL') : [];
    const right = rarg ? read(rarg, optional || jointype === 'JOIN_LEFT' || jointype === 'JOIN_FULL') : [];
    for (const name of nameIn(usingClause)) level.merged.add(name);
    if (isNatural)
      for (const source of left)
        for (const name of source.columns?.keys() ?? [])
          if (right.some((it) => it.columns?.has(name))) level.merged.add(name);
    if (quals) conditions.push(quals);
    else for (const { id } of right) crossed.add(id);
    return [...left, ...right];
  };

  for (const item of items) read(item, false);
  return { level, conditions, joins, crossed };
}

function table(
  said: RangeVar,
  optional: boolean,
  { catalog, tokens, report, reads, ctes, next }: FromContext,
): Source {
  const { schemaname, relname = '', location, alias } = said;
  const id = next();
  const cte = schemaname === undefined ? ctes.get(relname) : undefined;
  if (cte !== undefined) return derived(id, alias ?? { aliasname: relname }, cte, optional);
  const place = placeAt(tokens, location, schemaname === undefined ? 0 : 1);
  const relation = relationOf(catalog, schemaname, relname);
  if (relation === undefined) report(unknownRelation(catalog, schemaname, relname, place));
  else if (relation) for (const fault of unsafeRelation(relation, place)) report(fault);
  reads.push({
    name: `${relation?.schema ?? schemaname ?? catalog.search_path[0] ?? 'public'}.${relname}`,
    place,
  });
  const source = sourceOf(id, alias?.aliasname ?? relname, relation ?? null, optional);
  const columns = renamed(source.columns && [...source.columns], alias);
  return { ...source, columns: columns && new Map(columns) };
}

function derived(id: string, alias: Alias | undefined, columns: Columns, optional: boolean): Source {
  const seen = renamed(columns, alias)?.map(
    ([name, it]) => [name, { ...it, nullable: optional || it.nullable }] as const,
  );
  return { id, alias: alias?.aliasname ?? id, columns: seen ? new Map(seen) : null, relation: null };
}

/** `as x (a, b)` */
export function renamed(columns: Columns, alias: Pick<Alias, 'colnames'> | undefined): Columns {
  const names = nameIn(alias?.colnames);
  return columns?.map(([name, column], at) => [names[at] ?? name, column]) ?? null;
}
