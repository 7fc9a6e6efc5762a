import type { Expression } from '@pgai/contracts/expressions.js';
import type { Relationship, SchemaObject } from '@pgai/contracts/schemas.js';
import type { JoinDefinition, QueryBuilderConfig, SelectedTable } from '@pgai/contracts/view-definition.js';
import type { Editor } from '@pgai/views/document/edit.js';

type Named = { schema: string; name: string };
type Known = {
  relationships: readonly Relationship[];
  find(schema: string, name: string): SchemaObject | undefined;
};
export type Offer = Omit<JoinDefinition, 'id'>;

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
export function offers(there: readonly SelectedTable[], comes: SelectedTable, known: Known): Offer[] {
  const { relationships } = known;
  return there.toReversed().flatMap((table) =>
    relationships.flatMap(({ from, to }): Offer[] => {
      const join = { left: table.id, right: comes.id };
      const found: Offer[] = [];
      if (is(from, table) && is(to, comes)) {
        const columns = known.find(from.schema, from.name)?.columns ?? [];
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
        found.push({ ...join, kind: 'left', on: equal(table.id, to.columns, comes.id, from.columns) });
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
const placeFor = ({ length }: readonly unknown[]) => ({
  x: (length % 4) * apart,
  y: Math.floor(length / 4) * 220 + (length % 2) * 36,
});

/** A table comes into the query, joined by a foreign key where there is one. */
export function addTable(
  edit: Editor,
  { tables }: QueryBuilderConfig,
  { schema, name }: Named,
  known: Known,
  at: { x: number; y: number } = placeFor(tables),
): string {
  return edit.together(() => {
    const alias = aliasFor(name, new Set(tables.map((other) => other.alias)));
    const comes = { schema, name, alias, ...at };
    const id = edit.addTable(comes);
    const [join] = offers(tables, { ...comes, id }, known);
    if (join) edit.addJoin(join);
    return id;
  });
}
