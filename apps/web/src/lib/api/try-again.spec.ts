import { expect, it } from 'vitest';
import { tryAgain } from './try-again.ts';

it.each([
  [3_600_000, 'Try again in 60 minutes.'],
  [60_001, 'Try again in 2 minutes.'],
  [60_000, 'Try again in 1 minute.'],
  [59_999, 'Try again in less than a minute.'],
  [0, 'You can try again now.'],
])('with %i ms to go: %s', (ms, words) => expect(tryAgain(ms)).toBe(words));
