/** What a spreadsheet takes for a formula, by how it begins; full-width forms are folded to these by some. */
const formula = /^'*[=+\-@\t\r＝＋－＠]/;

/** A cell that stays text wherever it is opened: one that might be a formula gets a leading `'`. */
export function csvCell(value: string) {
  const text = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What the cell was made of, after a reader of CSV has taken the quotes off. */
export const csvValue = (cell: string) => (formula.test(cell) && cell.startsWith("'") ? cell.slice(1) : cell);

export const csvRecord = (cells: readonly string[]) => `${cells.map(csvCell).join(',')}\r\n`;

const quote = 0x22;
const newline = 0x0a;

/** Counts records as the bytes come: line ends outside of quotes. */
export class RecordCount {
  records = 0;
  private quoted = false;

  add(bytes: Uint8Array) {
    for (const byte of bytes) {
      if (byte === quote) this.quoted = !this.quoted;
      else if (byte === newline && !this.quoted) this.records++;
    }
  }
}
