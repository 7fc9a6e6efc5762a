import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hunksOf, linesOf } from './lines.js';

const anyLines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 });

it('finds hunks that turn one text into the other, and none that differ in nothing', () => {
  fc.assert(
    fc.property(anyLines, anyLines, (a, b) => {
      const made = [...a];
      for (const { from, to, becomes } of hunksOf(a, b).reverse()) {
        made.splice(from, to - from, ...b.slice(becomes.from, becomes.to));
        expect(a.slice(from, to)).not.toEqual(b.slice(becomes.from, becomes.to));
      }
      expect(made).toEqual(b);
    }),
  );
});

it('keeps every character of a text', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '\n', '\r') }), (text) => {
      expect(linesOf(text).join('')).toBe(text);
    }),
  );
});

it('finds the smallest change, and gives up on texts that have nothing in common', () => {
  const long = Array.from({ length: 20_000 }, (_, line) => `${line}`);
  expect(hunksOf(long, long.toSpliced(7, 1).toSpliced(9_000, 0, 'x'))).toEqual([
    { from: 7, to: 8, becomes: { from: 7, to: 7 } },
    { from: 9_001, to: 9_001, becomes: { from: 9_000, to: 9_001 } },
  ]);
  expect(hunksOf(long, long.toReversed())).toHaveLength(1);
});
