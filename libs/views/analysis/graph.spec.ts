import { emptyQuery, type SelectedTable } from '@pgai/contracts/view-definition.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { print } from '../definition/print.js';
import { shop } from '../testing/shop.js';
import { findCycle } from './cycles.js';
import { proposeJoins } from './joins.js';

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

const references = shop.relations.flatMap(({ schema, name, foreign_keys }) =>
  foreign_keys.map((key) => ({ schema, name, key })),
);
const nullable = ({ schema, name }: SelectedTable, column: string) =>
  shop.relations
    .find((it) => it.schema === schema && it.name === name)
    ?.columns.find((it) => it.name === column)?.nullable ?? false;
const table = (id: string, schema: string, name: string) => ({ id, schema, name, alias: id, x: 0, y: 0 });

it('proposes the joins that keys suggest, both ways', () => {
  const query = { ...emptyQuery, tables: [table('o', 'sales', 'orders'), table('c', 'sales', 'customers')] };
  const joins = proposeJoins(query, 'c', references, nullable);
  expect(
    joins.map(({ key, join }) => [
      key,
      print({ ...query, joins: [join] })
        .split('\n')
        .slice(2)
        .join(' '),
    ]),
  ).toEqual([
    ['customer_id_fkey', 'inner join sales.customers c   on c.id = o.customer_id'],
    ['billed_to_fkey', 'left join sales.customers c   on c.id = o.billed_to'],
  ]);
  const [way] = joins;
  const more = {
    ...query,
    joins: [way!.join],
    tables: [...query.tables, table('s', 'fulfilment', 'shipments')],
  };
  expect(proposeJoins(more, 's', references).map(({ join }) => [join.left, join.right, join.kind])).toEqual([
    ['o', 's', 'inner'],
  ]);
  expect(proposeJoins(more, 'c', references)).toEqual([]);
  expect(proposeJoins(more, 'gone', references)).toEqual([]);
});
