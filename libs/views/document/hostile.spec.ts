import type { Fault } from '@pgai/contracts/view-analysis.js';
import { emptyQuery, nodeLists, type ViewContent } from '@pgai/contracts/view-definition.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { contentOf, writeContent } from './content.js';
import { editor } from './edit.js';
import { anyTree } from './testing/any-content.js';
import { undoFor } from './undo.js';

const column = { kind: 'column', table: 't', column: 'c' };

/** As it arrives: written by anybody, decoded here. */
function arrived(write: (doc: Y.Doc) => void): Y.Doc {
  const [theirs, ours] = [new Y.Doc(), new Y.Doc()];
  write(theirs);
  Y.applyUpdate(ours, Y.encodeStateAsUpdate(theirs));
  return ours;
}

const node = (fields: Record<string, unknown>) =>
  new Y.Map(Object.entries({ rank: 'VV', expression: column, alias: null, ...fields }));

const faultsOf = (doc: Y.Doc): Fault[] => {
  const read = contentOf(doc);
  return 'faults' in read ? read.faults : [];
};

let deep: unknown = column;
for (let level = 0; level < 3_000; level++) deep = { kind: 'not', operand: deep };

const columns: [string, unknown][] = [
  ['a number', 7],
  ['an array', new Y.Array()],
  ['a text', new Y.Text('x')],
  ['plain data', { rank: 'V', expression: column, alias: null }],
  ['without fields', new Y.Map()],
  ['without a rank', node({ rank: undefined })],
  ['with a rank that sorts nowhere', node({ rank: 'V0' })],
  ['with an endless rank', node({ rank: 'V'.repeat(1_000) })],
  ['with a wrong type', node({ alias: 5 })],
  ['with a name that is too long', node({ alias: 'x'.repeat(64) })],
  ['with an expression of no kind', node({ expression: { kind: 'drop' } })],
  ['with an expression that has more than it may', node({ expression: { ...column, more: 1 } })],
  [
    'with an expression that inherits',
    node({ expression: JSON.parse(`{"__proto__":${JSON.stringify(column)}}`) }),
  ],
  ['with a shared type as its expression', node({ expression: new Y.Map(Object.entries(column)) })],
  ['with bytes', node({ expression: new Uint8Array(9) })],
  ['with a document', node({ expression: new Y.Doc() })],
  ['too deep', node({ expression: deep })],
  ['too large', node({ expression: { kind: 'array', items: Array.from({ length: 60_000 }, () => column) } })],
];

it.each(columns)('names a node that is %s', (_, value) => {
  const doc = arrived((doc) => doc.getMap('columns').set('bad', value));
  expect(faultsOf(doc)).toMatchObject([{ code: 'document-node', severity: 'error', place: { node: 'bad' } }]);
  const edit = editor(doc);
  edit.removeTable('t');
  edit.moveNode('columns', 'bad', null);
  edit.removeNode('columns', 'bad');
  expect(contentOf(doc)).toEqual({ content: { profile: 'nocode', query: emptyQuery, description: '' } });
});

it('reads no more than a list may have', () => {
  const doc = arrived((doc) =>
    doc.transact(() => {
      for (let count = 0; count < 20_000; count++) doc.getMap('filters').set(`${count}`, count);
      for (let count = 0; count < 300; count++) doc.getMap('parameters').set(`${count}`, new Y.Map());
    }),
  );
  const faults = faultsOf(doc);
  expect(faults[0]).toMatchObject({ code: 'document-too-large', place: null });
  expect(faults.length).toBeLessThanOrEqual(100);
});

it('says so when a list has one node more than it may, or a text is too long', () => {
  const many = arrived((doc) => {
    for (let count = 0; count < 201; count++)
      doc.getMap('grouping').set(`g${count}`, node({ rank: `V${count}V` }));
  });
  expect(faultsOf(many)).toMatchObject([{ code: 'document-too-large' }]);
  const long = arrived((doc) => doc.getText('description').insert(0, 'x'.repeat(10_001)));
  expect(faultsOf(long)).toMatchObject([{ code: 'document-too-large' }]);
});

it('says which setting it cannot read', () => {
  for (const [name, value] of [
    ['profile', '__proto__'],
    ['distinct', 'yes'],
    ['limit', -1],
    ['offset', new Y.Map()],
  ] as const) {
    const doc = arrived((doc) => doc.getMap('meta').set(name, value));
    expect(faultsOf(doc), name).toMatchObject([{ code: 'document-setting' }]);
  }
});

it('takes no root for what it is not', () => {
  const doc = new Y.Doc();
  for (const name of [...nodeLists, 'meta']) doc.getArray(name).push([1]);
  doc.getMap('description').set('a', 1);
  expect(new Set(faultsOf(doc).map(({ code }) => code))).toEqual(new Set(['document-shape']));
  const wire = arrived((doc) => {
    doc.getArray('columns').push([1, 2]);
    doc.getMap('sql').set('a', 1);
  });
  expect(faultsOf(wire)).toEqual([]);
});

it('lets no key reach a prototype', () => {
  const doc = arrived((doc) => {
    for (const key of ['__proto__', 'constructor', 'toString'])
      doc.getMap('columns').set(key, node({ __proto__: null, rank: `V${key.length}`, alias: key }));
    doc.getMap('meta').set('__proto__', { distinct: true });
  });
  const read = contentOf(doc);
  expect(read).toMatchObject({ content: { query: { distinct: false, columns: { length: 3 } } } });
  if ('content' in read) writeContent(doc, read.content);
  expect(contentOf(doc)).toEqual(read);
  expect(Object.hasOwn(Object.prototype, 'alias')).toBe(false);
});

/** Any value at any place. */
it('never throws, and is well again once a content is written', () => {
  const value = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(Number.NaN, '__proto__', 'V', new Uint8Array(3)),
    fc.record(
      { kind: fc.constantFrom('column', 'not', 'call'), operand: fc.jsonValue() },
      { noNullPrototype: true },
    ),
  );
  const field = fc.constantFrom(
    'rank',
    'expression',
    'alias',
    'kind',
    'on',
    'left',
    'x',
    'name',
    '__proto__',
  );
  const junk = fc.tuple(
    fc.constantFrom(...nodeLists, 'meta'),
    fc.string({ maxLength: 4 }),
    fc.oneof(
      value,
      fc.array(fc.tuple(field, value)).map((fields) => ({ fields })),
    ),
  );
  fc.assert(
    fc.property(fc.array(junk, { maxLength: 8 }), anyTree, (junk, content: ViewContent) => {
      const doc = arrived((doc) => {
        for (const [root, key, value] of junk)
          doc
            .getMap(root)
            .set(
              key,
              typeof value === 'object' && value && 'fields' in value
                ? new Y.Map(value.fields as [string, unknown][])
                : value,
            );
      });
      contentOf(doc);
      const undo = undoFor(doc, 'me');
      editor(doc, 'me').removeTable('t1');
      undo.undo();
      writeContent(doc, content);
      expect(contentOf(doc)).toEqual({ content });
    }),
  );
});
