import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatSql } from './format.js';
import { scan } from './scan.js';

it('lays out SQL and changes no word of it', () => {
  const sql = `SELECT o.id, "Ä b" AS x, 'SELECT  1' t, -- why
  case when a THEN 1 END, $1::int FROM sales.orders o LEFT JOIN c ON c.id=o.c_id WHERE a->>'k' = E'\\'' AND b IN (1,2)`;
  expect(formatSql(sql)).toMatchInlineSnapshot(`
    "select
      o.id,
      "Ä b" as x,
      'SELECT  1' t, -- why
      case
        when a then 1
      end,
      $1::int
    from
      sales.orders o
      left join c on c.id = o.c_id
    where
      a ->> 'k' = E'\\''
      and b in (1, 2)"
  `);
  expect(formatSql(formatSql(sql))).toBe(formatSql(sql));
});

it('leaves alone what it cannot read', () => {
  const pieces = fc.array(
    fc.constantFrom(
      'select',
      ' ',
      "'",
      '"',
      '(',
      '$$',
      '--',
      '\n',
      '/*',
      'a',
      '::',
      '->',
      '[',
      ']',
      'E',
      '\\',
      ';',
      '🦆',
    ),
    { maxLength: 12 },
  );
  const words = (sql: string) => scan(sql).map(({ text }) => text.toLowerCase().trim());
  fc.assert(
    fc.property(pieces, (all) => {
      expect(words(formatSql(all.join('')))).toEqual(words(all.join('')));
    }),
    { numRuns: 300 },
  );
});
