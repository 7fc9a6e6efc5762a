import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findCycle } from './cycles.js';

it('finds a circle exactly where there is one', () => {
  const edges = fc.dictionary(
    fc.constantFrom(...'abcdef'),
    fc.array(fc.constantFrom(...'abcdefg'), { maxLength: 3 }),
  );
  fc.assert(
    fc.property(edges, (all) => {
      const graph = new Map(Object.entries(all));
      const way = findCycle(graph);
      if (way) {
        expect(way.length).toBeGreaterThan(1);
        expect(way.at(0)).toBe(way.at(-1));
        way.slice(1).forEach((to, at) => {
          expect(graph.get(way[at]!)).toContain(to);
        });
        return;
      }
      // without one, what nobody is left to wait for can be taken away until nothing is left
      const left = new Map(graph);
      for (let last = -1; last !== left.size; ) {
        last = left.size;
        for (const [from, to] of left) if (to.every((one) => !left.has(one))) left.delete(from);
      }
      expect(left.size).toBe(0);
    }),
  );
  const long = new Map(Array.from({ length: 50_000 }, (_, at) => [`${at}`, [`${at + 1}`]]));
  expect(findCycle(long)).toBeNull();
  expect(findCycle(long.set('50000', ['49999']))).toEqual(['49999', '50000', '49999']);
});
