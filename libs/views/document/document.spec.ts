import type { Expression } from '@pgai/contracts/expressions.js';
import { emptyQuery, type ViewContent } from '@pgai/contracts/view-definition.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { contentOf, writeContent } from './content.js';
import { editor } from './edit.js';
import { anyContent } from './testing/any-content.js';
import { undoFor } from './undo.js';

const column = (table: string, column: string): Expression => ({ kind: 'column', table, column });
const at = { x: 0, y: 0 };

function orders() {
  const doc = new Y.Doc();
  const edit = editor(doc, 'ada');
  const o = edit.addTable({ schema: 'sales', name: 'orders', alias: 'o', ...at });
  const c = edit.addTable({ schema: 'sales', name: 'customers', alias: 'o', ...at });
  edit.addJoin({ kind: 'cross', left: o, right: c, on: null });
  const [a, b] = [
    edit.addColumn({ expression: column(o, 'id'), alias: 'a' }),
    edit.addColumn({ expression: column(c, 'name'), alias: 'b' }),
  ];
  return { doc, edit, o, c, a, b };
}

const queryOf = (doc: Y.Doc) => {
  const read = contentOf(doc);
  if (!('content' in read) || read.content.profile !== 'nocode') throw new Error(JSON.stringify(read));
  return read.content.query;
};

/** What `update` says over the wire to another document, both ways. */
const meet = (a: Y.Doc, b: Y.Doc) => {
  Y.applyUpdate(b, Y.encodeStateAsUpdate(a, Y.encodeStateVector(b)));
  Y.applyUpdate(a, Y.encodeStateAsUpdate(b, Y.encodeStateVector(a)));
};

const twin = (doc: Y.Doc) => {
  const other = new Y.Doc();
  meet(doc, other);
  return other;
};

it('holds any content, and becomes any other by an edit forward', () => {
  fc.assert(
    fc.property(anyContent, anyContent, (before, after) => {
      const doc = new Y.Doc();
      expect(contentOf(doc)).toEqual({ content: { profile: 'nocode', query: emptyQuery, description: '' } });
      for (const content of [before, after]) {
        writeContent(doc, content);
        expect(contentOf(doc)).toEqual({ content });
        const vector = Y.encodeStateVector(doc);
        writeContent(doc, content);
        expect(Y.encodeStateVector(doc)).toEqual(vector);
      }
    }),
    { numRuns: 100 },
  );
});

it('touches only what differs', () => {
  const { doc, a } = orders();
  const other = twin(doc);
  editor(other).setColumn(a, { alias: 'theirs' });
  editor(other).setDescription('All orders\nof a day');
  const query = queryOf(doc);
  const sooner: ViewContent = {
    profile: 'nocode',
    description: 'of a day',
    query: { ...query, limit: 5, columns: query.columns.toReversed() },
  };
  writeContent(doc, sooner);
  meet(doc, other);
  expect(queryOf(doc)).toMatchObject({ limit: 5, columns: [{ alias: 'b' }, { alias: 'theirs' }] });
});

it('never cuts a character in two', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('😀', '😁', '\n', 'a', '🀀') }),
      fc.string({ unit: fc.constantFrom('😀', '😁', '\n', 'a', '🀀') }),
      (before, after) => {
        const doc = new Y.Doc();
        editor(doc).setSql(before);
        editor(doc).setSql(after);
        expect(twin(doc).getText('sql').toString()).toBe(after);
      },
    ),
  );
});

it('takes with a table all that speaks of it, and an alias that is taken becomes another', () => {
  const { doc, edit, o } = orders();
  expect(queryOf(doc).tables.map(({ alias }) => alias)).toEqual(['o', 'o_2']);
  edit.removeTable(o);
  expect(queryOf(doc)).toMatchObject({
    tables: [{ name: 'customers' }],
    joins: [],
    columns: [{ alias: 'b' }],
  });
});

it('refuses a value that no draft may hold, before it is written', () => {
  const { doc, edit, a } = orders();
  const before = contentOf(doc);
  expect(() => edit.setColumn(a, { alias: 'x'.repeat(64) })).toThrow('alias: At most 63 bytes.');
  expect(() => edit.addJoin({ kind: 'cross', left: '', right: '', on: null })).toThrow(RangeError);
  expect(() => edit.setLimit(-1)).toThrow(RangeError);
  edit.setColumn('gone', { alias: 'x' });
  edit.setColumn(a, { alias: undefined });
  expect(contentOf(doc)).toEqual(before);
});

it('merges edits of two people in one node, and their moves', () => {
  const { doc, edit, o, a, b } = orders();
  const other = twin(doc);
  edit.setColumn(a, { alias: 'first' });
  editor(other).setColumn(a, { expression: column(o, 'no') });
  const c = editor(other).addColumn({ expression: column(o, 'at'), alias: null }, a);
  edit.moveNode('columns', a, b);
  meet(doc, other);
  expect(queryOf(doc)).toEqual(queryOf(other));
  expect(queryOf(doc).columns).toEqual([
    { id: c, expression: column(o, 'at'), alias: null },
    expect.objectContaining({ id: b }),
    { id: a, expression: column(o, 'no'), alias: 'first' },
  ]);
});

it('takes back what one person did, and never what another made of it', () => {
  const { doc, edit, o, a, b } = orders();
  const other = twin(doc);
  const undo = undoFor(doc, 'ada');
  edit.removeTable(o);
  editor(other, 'ben').setColumn(b, { alias: 'bens' });
  meet(doc, other);
  undo.undo();
  meet(doc, other);
  expect(queryOf(other)).toMatchObject({ tables: { length: 2 }, joins: { length: 1 } });
  expect(queryOf(other).columns.map(({ alias }) => alias)).toEqual(['a', 'bens']);
  undo.stopCapturing();
  edit.setColumn(a, { alias: 'mine' });
  meet(doc, other);
  editor(other, 'ben').setColumn(a, { alias: 'his' });
  meet(doc, other);
  undo.undo();
  expect(queryOf(doc).columns[0]?.alias).toBe('his');
});

it('puts thousands behind one another and in one place without an end', () => {
  const doc = new Y.Doc();
  const edit = editor(doc);
  const add = (id: string, after?: string) =>
    edit.addOrdering({ id, expression: column('t', 'c'), direction: 'asc', nulls: null }, after);
  for (const id of ['a', 'b']) add(id);
  edit.together(() => {
    for (let count = 0; count < 150; count++) add(`c${count}`);
  });
  expect(
    queryOf(doc)
      .ordering.slice(2, 5)
      .map(({ id }) => id),
  ).toEqual(['c0', 'c1', 'c2']);
  for (let count = 0; count < 1500; count++) {
    edit.moveNode('ordering', count % 2 ? 'c7' : 'c8', 'a');
    if (count % 100 < 2) expect(queryOf(doc).ordering[1]?.id).toBe(count % 2 ? 'c7' : 'c8');
  }
});
