import { describe, expect, it } from 'vitest';
import { when } from './when.ts';

describe('a time, as it is said now', () => {
  const now = new Date(2026, 10, 20, 14, 41, 30);
  const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000);

  it.each([
    ['2 s ago', ago(2)],
    ['0 s ago', ago(-5)], // a server whose clock is ahead
    ['59 s ago', ago(59.9)],
    ['1 min ago', ago(60)],
    ['59 min ago', ago(3_599)],
    ['13:41', ago(3_600)],
    ['00:05', new Date(2026, 10, 20, 0, 5)],
    ['Thu 19', new Date(2026, 10, 19, 13, 0)],
    ['3 Nov', new Date(2026, 10, 3, 9, 0)],
    ['3 Nov 2019', new Date(2019, 10, 3, 9, 0)],
  ])('%s', (said, at) => expect(when(at, now)).toBe(said));
});
