import type { Expression } from '@pgai/contracts/expressions.js';
import type { Relationship, SchemaObject } from '@pgai/contracts/schemas.js';
import type { JoinDefinition, QueryBuilderConfig, SelectedTable } from '@pgai/contracts/view-definition.js';
import { newId } from '../edits.ts';

type Named = { schema: string; name: string };
type Find = (schema: string, name: string) => SchemaObject | undefined;

const is = (a: Named, b: Named) => a.schema === b.schema && a.name === b.name;

/** That columns of two tables are equal, pair by pair. */
export function equal(left: string, lefts: string[], right: string, rights: string[]): Expression {
  const pairs = lefts.map(
    (column, at): Expression => ({
      kind: 'operator',
      operator: '=',
      left: { kind: 'column', table: left, column },
      right: { kind: 'column', table: right, column: rights[at] ?? '' },
    }),
  );
  return pairs.length === 1 && pairs[0] ? pairs[0] : { kind: 'logic', operator: 'and', operands: pairs };
}

/**
 * The joins that foreign keys offer from a table that is there to one that comes. Inner, where each row surely has one on
 * the other side; else left, so that no row is lost unasked.
 */
export function offers(
  there: readonly SelectedTable[],
  comes: SelectedTable,
  relationships: readonly Relationship[],
  find: Find,
): JoinDefinition[] {
  return there.toReversed().flatMap((table) =>
    relationships.flatMap(({ from, to }): JoinDefinition[] => {
      const join = { id: newId(), left: table.id, right: comes.id };
      const found: JoinDefinition[] = [];
      if (is(from, table) && is(to, comes)) {
        const columns = find(from.schema, from.name)?.columns ?? [];
        const sure = from.columns.every(
          (name) => columns.find((column) => column.name === name)?.nullable === false,
        );
        found.push({
          ...join,
          kind: sure ? 'inner' : 'left',
          on: equal(table.id, from.columns, comes.id, to.columns),
        });
      }
      if (is(to, table) && is(from, comes))
        found.push({
          ...join,
          id: newId(),
          kind: 'left',
          on: equal(table.id, to.columns, comes.id, from.columns),
        });
      return found;
    }),
  );
}

/** The first letters of its words, as people write it: `order_items` is `oi`. */
export function aliasFor(name: string, taken: ReadonlySet<string>) {
  const letters =
    (name.toLowerCase().match(/[a-z]+/g) ?? [])
      .map((word) => word[0])
      .join('')
      .slice(0, 3) || 't';
  for (let count = 1; ; count++) {
    const alias = count === 1 ? letters : `${letters}${count}`;
    if (!taken.has(alias)) return alias;
  }
}

const apart = 232;

/** Beside what is there; on the next line once the line is long. */
const placeFor = ({ tables }: QueryBuilderConfig) => ({
  x: (tables.length % 4) * apart,
  y: Math.floor(tables.length / 4) * 220 + (tables.length % 2) * 36,
});

/** A table comes into the query, joined by a foreign key where there is one. */
export function addTable(
  query: QueryBuilderConfig,
  table: Named,
  relationships: readonly Relationship[],
  find: Find,
  at: { x: number; y: number } = placeFor(query),
): { query: QueryBuilderConfig; id: string } {
  const alias = aliasFor(table.name, new Set(query.tables.map((other) => other.alias)));
  const comes: SelectedTable = {
    id: newId(),
    schema: table.schema,
    name: table.name,
    alias,
    x: at.x,
    y: at.y,
  };
  const [join] = offers(query.tables, comes, relationships, find);
  return {
    id: comes.id,
    query: { ...query, tables: [...query.tables, comes], joins: join ? [...query.joins, join] : query.joins },
  };
}
