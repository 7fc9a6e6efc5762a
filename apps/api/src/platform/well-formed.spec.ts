import { expect, it } from 'vitest';
import { halfCharacterAt } from './well-formed.js';

it.each([
  [{ name: '🛒 whole' }, undefined],
  [{ name: '\ud800' }, 'name'],
  [{ list: [{ a: 'x' }, { a: 'b\udc00' }] }, 'list.1.a'],
  ['\udfff', ''],
  [{ place: { 'a\ud83d': 1 } }, 'place'],
  [null, undefined],
])('%j', (body, at) => expect(halfCharacterAt(body)).toBe(at));

it('is found however deep it stands', () => {
  const deep = JSON.parse(`${'['.repeat(200_000)}"\\ud800"${']'.repeat(200_000)}`);
  expect(halfCharacterAt(deep)).toMatch(/^0\.0/);
});
