import type { ViewPreview } from '@pgai/contracts/view-analysis.js';

type Column = ViewPreview['columns'][number];

const numeric = /^(smallint|integer|bigint|real|double precision|numeric|money|oid)\b/;

export const isNumber = ({ type }: Column) => numeric.test(type) && !type.endsWith('[]');

/** How wide each column is, in characters: of what stands in it, within bounds, so that no text of a novel takes all. */
export function widths({ columns, rows }: ViewPreview): number[] {
  return columns.map(({ name, type }, at) => {
    let widest = name.length + 1 + Math.min(type.length, 12);
    for (const row of rows) widest = Math.max(widest, Math.min(row[at]?.length ?? 4, 40));
    return Math.min(40, widest);
  });
}

const formula = /^[=+\-@\t\r]/;
const number = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** As RFC 4180 has it. What a spreadsheet would take for a formula is told to be text. */
export function csvField(value: string | null): string {
  if (value === null) return '';
  const text = formula.test(value) && !number.test(value) ? `'${value}` : value;
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export const csv = ({ columns, rows }: Pick<ViewPreview, 'columns' | 'rows'>) =>
  [columns.map(({ name }) => name), ...rows].map((row) => row.map(csvField).join(',')).join('\r\n');
