import { emptyQuery, type QueryBuilderConfig, ViewContent } from '@pgai/contracts/view-definition.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyContent, anyEdited, anyTree } from '../document/testing/any-content.js';
import { mentions } from './mentions.js';
import { merge, type Resolutions } from './merge.js';

const runs = { numRuns: 200 };
const three = fc.oneof(
  fc.tuple(anyContent, anyContent, anyContent),
  fc.tuple(anyTree, anyTree, anyTree),
  anyEdited(2) as fc.Arbitrary<[ViewContent, ViewContent, ViewContent]>,
);

const keys = (content: ViewContent) => {
  const query: Partial<QueryBuilderConfig> =
    content.profile === 'nocode' ? content.query : { parameters: content.parameters };
  return Object.entries(query).flatMap(([list, nodes]) =>
    Array.isArray(nodes) ? nodes.map((node): [string, object] => [`${list}/${node.id}`, node]) : [],
  );
};

it('keeps what only one side changed, and what both changed alike', () => {
  fc.assert(
    fc.property(anyContent, anyContent, (base, changed) => {
      const whole = { content: changed, conflicts: [] };
      expect(merge(base, changed, base)).toEqual(whole);
      expect(merge(base, base, changed)).toEqual(whole);
      expect(merge(base, changed, changed)).toEqual(whole);
    }),
    runs,
  );
});

it('is the same whoever comes first, or says what is in conflict', () => {
  fc.assert(
    fc.property(three, ([base, ours, theirs]) => {
      const [there, back] = [merge(base, ours, theirs), merge(base, theirs, ours)];
      expect(there.conflicts.length > 0).toBe(back.conflicts.length > 0);
      if (!there.conflicts.length) expect(there.content).toEqual(back.content);
      for (const { ours, theirs } of there.conflicts) expect(ours).not.toEqual(theirs);
    }),
    runs,
  );
});

it('invents nothing, has the shape of a content, and speaks of nothing that one side removed', () => {
  fc.assert(
    fc.property(three, ([base, ours, theirs]) => {
      const { content } = merge(base, ours, theirs);
      expect(ViewContent.parse(content)).toEqual(content);
      const [there, known] = [new Map(keys(content)), new Map([...keys(ours), ...keys(theirs)])];
      expect(there.size).toBe(keys(content).length);
      for (const [key, node] of there) {
        expect(known.has(key)).toBe(true);
        for (const end of mentions(node)) expect(there.has(end) || !known.has(end)).toBe(true);
      }
    }),
    runs,
  );
});

it('ends without conflicts however they are resolved, and merging the result again changes nothing', () => {
  fc.assert(
    fc.property(three, fc.infiniteStream(fc.boolean()), ([base, ours, theirs], coins) => {
      const resolutions: Resolutions = {};
      for (let round = 0; round < 20; round++) {
        const { conflicts, content } = merge(base, ours, theirs, resolutions);
        if (!conflicts.length) {
          expect(merge(base, ours, theirs, resolutions).content).toEqual(content);
          expect(merge(theirs, content, theirs)).toEqual({ content, conflicts: [] });
          return;
        }
        for (const { key } of conflicts) resolutions[key] = coins.next().value ? 'ours' : 'theirs';
      }
      throw new Error('There are always more conflicts.');
    }),
    runs,
  );
});

it('merges three branches in any order alike, or raises a conflict', () => {
  let silent = 0;
  fc.assert(
    fc.property(anyEdited(3), ([base, ...branches]) => {
      const chain = (...order: number[]) => {
        let merged = base;
        for (const index of order) {
          const { content, conflicts } = merge(base, merged, branches[index]!);
          if (conflicts.length) return null;
          merged = content;
        }
        return merged;
      };
      const orders = [chain(0, 1, 2), chain(0, 2, 1), chain(1, 2, 0), chain(2, 1, 0)].filter(Boolean);
      for (const order of orders) expect(order).toEqual(orders[0]);
      if (orders.length === 4) silent++;
    }),
    runs,
  );
  expect(silent).toBeGreaterThan(runs.numRuns / 10);
});

const column = (id: string, alias: string) => ({
  id,
  alias,
  expression: { kind: 'column' as const, table: 'o', column: id },
});
const tree = (query: Partial<QueryBuilderConfig>): ViewContent => ({
  profile: 'nocode',
  query: { ...emptyQuery, ...query },
  description: '',
});
const orders = { id: 'o', schema: 'sales', name: 'orders', alias: 'o', x: 0, y: 0 };

it('asks about one part that both changed, with both values', () => {
  const base = tree({ tables: [orders], columns: [column('a', 'a'), column('b', 'b')] });
  const ours = tree({ tables: [{ ...orders, x: 9 }], columns: [column('a', 'ours'), column('b', 'b')] });
  const theirs = tree({ tables: [orders], columns: [column('b', 'bb'), column('a', 'theirs')], limit: 5 });
  const { content, conflicts } = merge(base, ours, theirs);
  expect(conflicts).toEqual([
    { key: 'columns/a/alias', label: 'column ours: alias', base: 'a', ours: 'ours', theirs: 'theirs' },
  ]);
  expect(content).toEqual(
    tree({ tables: [{ ...orders, x: 9 }], columns: [column('b', 'bb'), column('a', 'ours')], limit: 5 }),
  );
  const resolved = merge(base, ours, theirs, {
    'columns/a/alias': 'theirs',
    __proto__: 'ours',
  } as Resolutions);
  expect(resolved).toMatchObject({
    conflicts: [],
    content: { query: { columns: [{}, { alias: 'theirs' }] } },
  });
});

it('asks whether a table that one side removed stays for what the other made of it', () => {
  const base = tree({ tables: [orders], columns: [column('a', 'a')] });
  const ours = tree({});
  const theirs = tree({ tables: [orders], columns: [column('a', 'a'), column('b', 'b')] });
  const { content, conflicts } = merge(base, ours, theirs);
  expect(content).toEqual(ours);
  expect(conflicts).toMatchObject([{ key: 'tables/o', ours: null, theirs: { alias: 'o' } }]);
  expect(merge(base, ours, theirs, { 'tables/o': 'theirs' })).toEqual({ content: theirs, conflicts: [] });
  expect(merge(base, ours, theirs, { 'tables/o': 'ours' })).toEqual({ content: ours, conflicts: [] });
});

it('merges SQL by lines', () => {
  const sql = (...lines: string[]): ViewContent => ({
    profile: 'sql',
    sql: lines.join('\n'),
    parameters: [],
    description: '',
  });
  const base = sql('select a,', '  b', 'from t', 'where x', 'order by 1');
  const ours = sql('select a,', '  bb', 'from t', 'where x', 'order by 1');
  const theirs = sql('select a,', '  b', 'from t', 'where y', '  and z', 'order by 1');
  expect(merge(base, ours, theirs).content).toEqual(
    sql('select a,', '  bb', 'from t', 'where y', '  and z', 'order by 1'),
  );
  const other = sql('select a,', '  c', 'from t', 'where x', 'order by 1');
  expect(merge(base, ours, other).conflicts).toEqual([
    { key: 'sql/2-2', label: 'SQL, line 2', base: '  b\n', ours: '  bb\n', theirs: '  c\n' },
  ]);
  expect(merge(base, ours, other, { 'sql/2-2': 'theirs' }).content).toEqual(other);
});
