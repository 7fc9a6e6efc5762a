import { expect, it } from 'vitest';
import { day } from './key-words.ts';

const now = new Date(2026, 10, 21, 10, 0);
it.each([
  [new Date(2026, 10, 21, 23, 59), '23:59'],
  [new Date(2026, 10, 22, 9, 5), '09:05'],
  [new Date(2026, 10, 22, 11, 0), '22 Nov'],
  [new Date(2027, 10, 21, 10, 0), '21 Nov 2027'],
])('%s is %s', (at, words) => expect(day(at.toISOString(), now)).toBe(words));
