import { describe, expect, it } from 'vitest';
import { judge, type Look } from './look.js';

const good: Look = { ms: 3, code: null, detail: null, server: {} };
const gone: Look = { ms: null, code: 'connection-refused', detail: 'Nothing listens.', server: null };
const slow: Look = { ...good, ms: 1_500 };
const full: Look = { ...gone, code: 'server-full' };

/** What is reported, look after look. */
const said = (...looks: Look[]) => {
  let failures = 0;
  return looks.map((look) => {
    const verdict = judge(look, failures, 0.5);
    failures = verdict.failures;
    return verdict.report?.health;
  });
};

describe('a look', () => {
  it('that fails is none yet; the second in a row is', () =>
    expect(said(good, gone, good, gone, gone, good)).toEqual([
      'healthy',
      undefined,
      'healthy',
      undefined,
      'down',
      'healthy',
    ]));
  it('that is slow, or finds the server full, is a degraded one', () =>
    expect(said(slow, slow, full, full)).toEqual([undefined, 'degraded', 'degraded', 'degraded']));
});

it.each([0, 1])('looks again soon after a failure, and never later than in 34 s (random %i)', (random) => {
  const pauses = [0, 1, 2, 3, 4, 50].map((failures) => judge(gone, failures, random).pauseMs);

  expect(pauses[0]).toBeLessThan(2_500);
  expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
  expect(Math.max(...pauses, judge(good, 0, random).pauseMs)).toBeLessThanOrEqual(33_000 + 1);
});
