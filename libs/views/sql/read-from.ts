import type { Expression } from '@pgai/contracts/expressions.js';
import type { JoinDefinition, SelectedTable } from '@pgai/contracts/view-definition.js';
import type { JoinExpr, Node, RangeVar } from 'libpg-query';
import { lookup } from '../analysis/lookup.js';
import type { NamedCatalog } from '../analysis/named-catalog.js';
import { within } from '../definition/parts.js';
import { beginning, Left } from './left.js';

export type From = {
  tables: SelectedTable[];
  /** conditions are read once all tables are known */
  joins: { id: string; kind: JoinDefinition['kind']; chain: SelectedTable[]; right: string; quals?: Node }[];
};

const kinds = { JOIN_INNER: 'inner', JOIN_LEFT: 'left', JOIN_RIGHT: 'right', JOIN_FULL: 'full' } as const;

/** The tables of FROM; `table` gives each its node. */
export function readFrom(
  items: Node[],
  catalog: NamedCatalog | null,
  table: (said: Pick<SelectedTable, 'schema' | 'name' | 'alias'>) => SelectedTable,
  id: () => string,
): From {
  const from: From = { tables: [], joins: [] };

  const source = (node: Node | undefined): SelectedTable => {
    if (node && 'RangeVar' in node) return one(node.RangeVar);
    if (node && 'JoinExpr' in node) throw new Left('a join within brackets', beginning(node));
    if (node && 'RangeSubselect' in node)
      throw new Left(node.RangeSubselect.lateral ? 'lateral' : 'a subquery in from', beginning(node));
    if (node && 'RangeFunction' in node) throw new Left('a function in from', beginning(node));
    if (node && 'RangeTableSample' in node) throw new Left('tablesample', beginning(node));
    throw new Left('what from names', beginning(node));
  };

  const one = (said: RangeVar): SelectedTable => {
    const { relname: name = '', alias, location } = said;
    if (said.catalogname) throw new Left('a table of another database', location);
    if (said.inh !== true) throw new Left('only', location);
    if (alias?.colnames) throw new Left('names for the columns of a table', location);
    const schema = said.schemaname ?? (catalog && lookup(catalog).visible(name)?.schema);
    if (!schema) throw new Left('a table without its schema', location);
    const made = table({ schema, name, alias: alias?.aliasname ?? name });
    if (from.tables.some((other) => other.alias === made.alias))
      throw new Left('two tables of one name', location);
    from.tables.push(made);
    return made;
  };

  const join = (it: JoinExpr): SelectedTable[] => {
    const { larg, rarg, quals, jointype = 'JOIN_INNER' } = it;
    if (it.isNatural) throw new Left('natural join', beginning(rarg));
    if (it.usingClause) throw new Left('using', beginning(rarg));
    if (it.alias) throw new Left('a name for a join', beginning(rarg));
    const chain = larg && 'JoinExpr' in larg ? join(larg.JoinExpr) : [source(larg)];
    const right = source(rarg);
    const kind = quals ? (kinds[jointype as keyof typeof kinds] ?? 'inner') : 'cross';
    from.joins.push({ id: id(), kind, chain, right: right.id, ...(quals && { quals }) });
    return [...chain, right];
  };

  for (const item of items) {
    if ('JoinExpr' in item) join(item.JoinExpr);
    else source(item);
  }
  return from;
}

/** From which table of its chain a join is drawn: one its condition names, the last of them if several. */
export function leftOf(chain: SelectedTable[], right: string, on: Expression | null) {
  const named = new Set(on ? [...within(on)].map((e) => (e.kind === 'column' ? e.table : '')) : []);
  const left = chain.findLast(({ id }) => id !== right && named.has(id)) ?? chain.at(-1);
  return left?.id ?? '';
}
