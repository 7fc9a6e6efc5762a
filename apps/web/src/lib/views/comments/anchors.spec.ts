import { emptyQuery, type ViewContent } from '@pgai/contracts/view-definition.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Doc } from 'yjs';
import { anchorOf, anchorWords, nodeName, stretchOf } from './anchors.ts';

const sqlOf = (text: string) => {
  const doc = new Doc();
  doc.getText('sql').insert(0, text);
  return doc;
};

it('stays with its words, whatever is typed before and after them', () => {
  const doc = sqlOf('select total from orders');
  const anchor = anchorOf(doc, { in: 'sql', from: 7, to: 12 });
  doc.getText('sql').insert(0, '-- totals\n');
  doc.getText('sql').insert(doc.getText('sql').length, '\nwhere true');
  const now = stretchOf(doc, anchor);
  expect(now && doc.getText('sql').toString().slice(now.from, now.to)).toBe('total');
});

it('says what it was of when its words are gone', () => {
  const doc = sqlOf('select total from orders');
  const anchor = anchorOf(doc, { in: 'sql', from: 7, to: 12 });
  doc.getText('sql').delete(0, doc.getText('sql').length);
  expect(stretchOf(doc, anchor)).toBeNull();
  expect(anchorWords(doc, null, anchor)).toBe('total');
});

it('takes any text for an anchor without a fault', () => {
  const doc = sqlOf('select 1');
  fc.assert(
    fc.property(fc.string(), fc.base64String(), (start, end) => {
      const found = stretchOf(doc, { in: 'sql', start, end, quote: 'x' });
      expect(found === null || (found.from >= 0 && found.to <= 8)).toBe(true);
    }),
  );
});

it('names a node as it is called now', () => {
  const column = {
    id: 'c',
    expression: { kind: 'literal' as const, type: 'null' as const, value: null },
    alias: 'late',
  };
  const table = { id: 't', schema: 's', name: 'orders', alias: 'o', x: 0, y: 0 };
  const content: ViewContent = {
    profile: 'nocode',
    query: { ...emptyQuery, tables: [table], columns: [column] },
    description: '',
  };
  expect([nodeName(content, 't'), nodeName(content, 'c'), nodeName(content, 'gone')]).toEqual([
    'orders o',
    'late',
    null,
  ]);
});
