import type { SchemaColumn, SchemaObject } from '@pgai/contracts/schemas.js';

export type Row =
  | { key: string; level: 1; schema: string; size: number; open: boolean }
  | { key: string; level: 2; table: SchemaObject; open: boolean }
  | { key: string; level: 3; table: SchemaObject; column: SchemaColumn };

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** What of the tree is open, from top to bottom; `turned` are the rows that are not as they are at first. */
export function rowsOf(
  tables: readonly SchemaObject[],
  turned: ReadonlySet<string>,
  question: string,
): Row[] {
  const wanted = question.trim().toLowerCase();
  const fits = (name: string) => name.toLowerCase().includes(wanted);
  const shown = wanted
    ? tables.filter(({ name, columns }) => fits(name) || columns.some((column) => fits(column.name)))
    : tables;
  return [...Map.groupBy(shown, ({ schema }) => schema)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([schema, inside]): Row[] => {
      const key = JSON.stringify([schema]);
      const open = !turned.has(key);
      const head: Row = { key, level: 1, schema, size: inside.length, open };
      return open ? [head, ...inside.toSorted(byName).flatMap(rowsOfTable)] : [head];
    });

  function rowsOfTable(table: SchemaObject): Row[] {
    const key = JSON.stringify([table.schema, table.name]);
    const columns =
      wanted && !fits(table.name) ? table.columns.filter(({ name }) => fits(name)) : table.columns;
    const open = turned.has(key) !== (wanted !== '' && !fits(table.name));
    const head: Row = { key, level: 2, table, open };
    if (!open) return [head];
    return [
      head,
      ...columns.map(
        (column): Row => ({
          key: JSON.stringify([table.schema, table.name, column.name]),
          level: 3,
          table,
          column,
        }),
      ),
    ];
  }
}
