import fc from 'fast-check';
import { expect, it } from 'vitest';
import { depthOf } from './bounds.js';
import { nameOf, scan } from './scan.js';

it.each([
  ["select 'it''s' x", ['select', "'it''s'", 'x']],
  ["E'a\\'b' 'c", ["E'a\\'b'", "'c"]],
  ['"a""b" "open', ['"a""b"', '"open']],
  ['$$ a $$ $x$ $$ $x$ $1', ['$$ a $$', '$x$ $$ $x$', '$1']],
  ['a/* x /* y */ z */b--c\nd', ['a', '/* x /* y */ z */', 'b', '--c', 'd']],
  ['a->>b::int[1]-1.5e3', ['a', '->>', 'b', '::', 'int', '[', '1', ']', '-', '1.5e3']],
  ['é.ü=🦆', ['é', '.', 'ü', '=', '🦆']],
  ['1..2', ['1', '.', '.2']],
])('finds the words of %s', (sql, words) => expect(scan(sql).map(({ text }) => text)).toEqual(words));

it('names what a word stands for', () => {
  expect(scan('Ab "C""d"').map(nameOf)).toEqual(['ab', 'C"d']);
});

it('loses no character but spaces, whatever it is given, in time that grows with it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (sql) => {
      let end = 0;
      for (const token of scan(sql)) {
        expect(sql.slice(end, token.start).trim()).toBe('');
        expect(token.text).toBe(sql.slice(token.start, token.end));
        end = token.end;
      }
      expect(sql.slice(end).trim()).toBe('');
      expect(depthOf(scan(sql))).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 300 },
  );
  for (const bomb of ["'", '"', '$', '(', '/*', '--', "E'\\", '1.', 'a', '::', ' '])
    expect(scan(bomb.repeat(100_000 / bomb.length)).length).toBeGreaterThanOrEqual(0);
});
