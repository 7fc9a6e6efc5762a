/**
 * A part of the answer, column by column: `[[oids], [names], …]`. One array of each column costs the server a fraction of one
 * array of each row, and names of fields travel never.
 */
export const section = (columns: readonly string[], from: string) => {
  const named = columns.map((sql, i) => `${sql} as c${i}`);
  const arrays = columns.map((_, i) => `array_to_json(array_agg(c${i}))`);
  return `(select json_build_array(${arrays.join(', ')}) from (select ${named.join(', ')} ${from}) s)`;
};

type Columns = readonly (readonly unknown[] | null)[];

/** The rows of a section again, each made by `build`. A section without rows has null for every column. */
export function rowsOf<Row>(columns: Columns, build: (...values: never[]) => Row): Row[] {
  const count = columns[0]?.length ?? 0;
  const values: unknown[] = new Array(columns.length);
  const rows: Row[] = [];
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < columns.length; column++) values[column] = columns[column]?.[row];
    rows.push(build.apply(undefined, values as never[]));
  }
  return rows;
}
