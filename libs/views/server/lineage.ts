import { isNode, listOf, nodesOf, numberOf, type TreeNode, type TreeValue } from './node-tree.js';

/** A column of a relation by the numbers of the server; column 0 is the whole row. */
export type Origin = { relation: number; column: number };
/** `plain`: nothing but this column, and no outer join made it null. */
export type TracedColumn = { name: string; origins: Origin[]; plain: Origin | null };

type Scope = { query: TreeNode; outer: Scope | null };

/** The values that `RANGETBLENTRY.rtekind` has had since PostgreSQL 10. */
const kinds = {
  relation: 0,
  subquery: 1,
  join: 2,
  function: 3,
  tableFunction: 4,
  values: 5,
  cte: 6,
  group: 9,
};
const existsLink = 0;
const exceptOperation = 3;

/** Where the values of each output column of a stored query come from, through subqueries, joins, CTEs and set operations. */
export function traceColumns(query: TreeNode): TracedColumn[] {
  const scope = { query, outer: null };
  return nodesOf(query, 'targetList')
    .filter((entry) => entry.fields.get('resjunk') !== 'true')
    .map((entry) => {
      const trace = new Trace();
      trace.column(scope, numberOf(entry, 'resno'));
      const origins = [...trace.found.values()];
      return { name: String(entry.fields.get('resname') ?? ''), origins, plain: plainOf(scope, entry) };
    });
}

class Trace {
  readonly found = new Map<string, Origin>();
  private readonly seen = new Map<TreeNode, Set<number>>();

  /** The values of one output column of a query. */
  column(scope: Scope, number: number): void {
    const { query } = scope;
    const seen = this.seen.get(query) ?? new Set();
    if (seen.has(number)) return; // a recursive query comes back to itself
    this.seen.set(query, seen.add(number));
    const operations = query.fields.get('setOperations');
    if (isNode(operations)) {
      for (const leaf of leavesOf(operations)) this.variable(scope, leaf, number);
      return;
    }
    for (const entry of nodesOf(query, 'targetList'))
      if (number === 0 || numberOf(entry, 'resno') === number) this.values(scope, entry.fields.get('expr'));
  }

  /** Everything within an expression that a value comes from. */
  private values(scope: Scope, value: TreeValue | undefined): void {
    if (Array.isArray(value)) {
      for (const part of value) this.values(scope, part);
      return;
    }
    if (!isNode(value)) return;
    if (value.kind === 'VAR') {
      const at = up(scope, numberOf(value, 'varlevelsup'));
      if (at) this.variable(at, numberOf(value, 'varno'), numberOf(value, 'varattno'));
    } else if (value.kind === 'QUERY') this.column({ query: value, outer: scope }, 0);
    else if (value.kind === 'SUBLINK' && numberOf(value, 'subLinkType') === existsLink) return;
    else for (const part of value.fields.values()) this.values(scope, part);
  }

  private variable(scope: Scope, place: number, number: number): void {
    const entry = nodesOf(scope.query, 'rtable')[place - 1];
    if (!entry || number < 0) return; // system columns are no data
    const listed = (field: string) => {
      const list = listOf(entry, field);
      this.values(scope, number === 0 ? list : list[number - 1]);
    };
    switch (numberOf(entry, 'rtekind')) {
      case kinds.relation: {
        const relation = numberOf(entry, 'relid');
        this.found.set(`${relation}.${number}`, { relation, column: number });
        break;
      }
      case kinds.subquery: {
        const query = entry.fields.get('subquery');
        if (isNode(query)) this.column({ query, outer: scope }, number);
        break;
      }
      case kinds.cte:
        this.cte(scope, entry, number);
        break;
      case kinds.join:
        listed('joinaliasvars');
        break;
      case kinds.group:
        listed('groupexprs');
        break;
      case kinds.values:
        for (const row of listOf(entry, 'values_lists'))
          this.values(scope, Array.isArray(row) && number > 0 ? row[number - 1] : row);
        break;
      case kinds.function:
        this.values(scope, listOf(entry, 'functions'));
        break;
      case kinds.tableFunction:
        this.values(scope, entry.fields.get('tablefunc'));
        break;
    }
  }

  private cte(scope: Scope, entry: TreeNode, number: number) {
    const outer = up(scope, numberOf(entry, 'ctelevelsup'));
    if (!outer) return;
    const name = entry.fields.get('ctename');
    const found = nodesOf(outer.query, 'cteList').find((cte) => cte.fields.get('ctename') === name);
    const query = found?.fields.get('ctequery');
    if (isNode(query)) this.column({ query, outer }, number);
  }
}

const up = (scope: Scope, levels: number): Scope | null => {
  let at: Scope | null = scope;
  for (let level = 0; level < levels; level++) at = at?.outer ?? null;
  return at;
};

/** The subqueries whose rows get into the answer: not those that EXCEPT takes away. */
function leavesOf(operation: TreeNode): number[] {
  if (operation.kind === 'RANGETBLREF') return [numberOf(operation, 'rtindex')];
  const sides = numberOf(operation, 'op') === exceptOperation ? ['larg'] : ['larg', 'rarg'];
  return sides.flatMap((side) => {
    const part = operation.fields.get(side);
    return isNode(part) ? leavesOf(part) : [];
  });
}

/** Servers before 16 do not say which joins make a column null, so nothing is said of it. */
function plainOf({ query }: Scope, entry: TreeNode): Origin | null {
  const value = entry.fields.get('expr');
  if (!isNode(value, 'VAR') || isNode(query.fields.get('setOperations'))) return null;
  if (listOf(query, 'groupingSets').length > 0) return null;
  const nullers = value.fields.get('varnullingrels');
  if (!Array.isArray(nullers) || nullers.length !== 1) return null;
  const place = numberOf(value, 'varno');
  const table = nodesOf(query, 'rtable')[place - 1];
  const column = numberOf(value, 'varattno');
  if (!table || numberOf(table, 'rtekind') !== kinds.relation || column < 1) return null;
  return { relation: numberOf(table, 'relid'), column };
}
