import fc from 'fast-check';
import { expect, it } from 'vitest';
import { csv, csvField, isNumber, widths } from './cells.ts';

it.each([
  [null, ''],
  ['', '""'],
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['he said "no"', '"he said ""no"""'],
  ['two\nlines', '"two\nlines"'],
  ['=1+1', "'=1+1"],
  ['-3.5', '-3.5'],
  ['-cmd', "'-cmd"],
])('%j is written as %j', (value, written) => expect(csvField(value)).toBe(written));

it('keeps every line of a table as long as its head', () => {
  const cell = fc.option(fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '=', 'ü') }), { nil: null });
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 8 }), (rows) => {
      const text = csv({
        columns: [
          { name: 'a', type: 'text' },
          { name: 'b', type: 'text' },
        ],
        rows,
      });
      expect(fieldsPerLine(text)).toEqual(Array(rows.length + 1).fill(2));
    }),
  );
});

it('right-aligns numbers and no arrays of them', () => {
  expect(
    ['bigint', 'numeric(10,2)', 'integer[]', 'text'].map((type) => isNumber({ name: 'x', type })),
  ).toEqual([true, true, false, false]);
});

it('gives a column room for its name, and a long text not all of it', () => {
  const columns = [
    { name: 'order_number', type: 'text' },
    { name: 'b', type: 'text' },
  ];
  expect(
    widths({ columns, rows: [['1', 'x'.repeat(999)]], duration_ms: 1, truncated: false, truncated_by: null }),
  ).toEqual([17, 40]);
});

function fieldsPerLine(text: string): number[] {
  const counts = [1];
  let quoted = false;
  for (const [at, char] of [...text].entries()) {
    if (char === '"') quoted = !quoted;
    else if (char === ',' && !quoted) counts[counts.length - 1]! += 1;
    else if (char === '\n' && !quoted && text[at - 1] === '\r') counts.push(1);
  }
  return counts;
}
