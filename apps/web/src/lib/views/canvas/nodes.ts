import type { QueryBuilderConfig } from '@pgai/contracts/view-definition.js';
import type { Editor } from '@pgai/views/document/edit.js';

export const columnsAtFirst = 5;

/** A column of a table becomes one of the view, or is none any more. */
export function toggleColumn(edit: Editor, { columns }: QueryBuilderConfig, table: string, column: string) {
  const there = columns.filter(
    ({ expression }) =>
      expression.kind === 'column' && expression.table === table && expression.column === column,
  );
  edit.together(() => {
    for (const { id } of there) edit.removeNode('columns', id);
    if (there.length === 0)
      edit.addColumn({ expression: { kind: 'column', table, column }, alias: freeAlias() });
  });

  /** Two columns of one name would be refused, so the second is called after its table too. */
  function freeAlias() {
    const names = new Set(
      columns.map(
        ({ alias, expression }) => alias ?? (expression.kind === 'column' ? expression.column : ''),
      ),
    );
    if (!names.has(column)) return null;
    for (let count = 2; ; count++) if (!names.has(`${column}_${count}`)) return `${column}_${count}`;
  }
}

type Placed = { id: string; x: number; y: number };
const directions = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
} as const;
export type Arrow = keyof typeof directions;
export const isArrow = (key: string): key is Arrow => Object.hasOwn(directions, key);
export const stepOf = (arrow: Arrow, by: number) => {
  const [x, y] = directions[arrow];
  return { x: x * by, y: y * by };
};

/** The nearest table in the direction of an arrow; what lies aside counts as farther away. */
export function beside(tables: readonly Placed[], from: Placed, arrow: Arrow): Placed | undefined {
  const [dx, dy] = directions[arrow];
  const ahead = tables
    .filter(({ id }) => id !== from.id)
    .map((table) => {
      const x = table.x - from.x;
      const y = table.y - from.y;
      return { table, along: x * dx + y * dy, aside: Math.abs(x * dy) + Math.abs(y * dx) };
    })
    .filter(({ along }) => along > 0);
  return ahead.sort((a, b) => a.along + 2 * a.aside - (b.along + 2 * b.aside))[0]?.table;
}
