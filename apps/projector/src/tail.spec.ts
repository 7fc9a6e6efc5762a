import type { Recorded } from '@pgai/event-store/event.js';
import { caughtUp } from '@pgai/event-store/event-store.js';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startEventLog } from '../../../test/support/event-log.ts';
import { Tail } from './tail.js';

const happened = (count: number) => Array.from({ length: count }, () => ({ type: 'Happened', data: {} }));

describe('the tail of the log', () => {
  let log: Awaited<ReturnType<typeof startEventLog>>;
  let tail: Tail;
  const leaving = new AbortController();
  beforeEach(async () => {
    log = await startEventLog();
    tail = new Tail(log.store, pino({ level: 'silent' }));
  });
  afterEach(async () => {
    await tail.stop();
    await log.stop();
  });

  /** Follows into a list; `until` waits for its end. */
  const follow = (after: bigint) => {
    const heard: (Recorded | typeof caughtUp)[] = [];
    void (async () => {
      for await (const item of tail.follow(after, leaving.signal)) heard.push(item);
    })();
    const positions = () => heard.filter((item) => item !== caughtUp).map(({ position }) => position);
    return {
      heard,
      positions,
      until: (position: bigint) =>
        vi.waitFor(() => expect(positions().at(-1)).toBe(position), { timeout: 10_000, interval: 10 }),
    };
  };

  it('hands everybody each event once and in order, from wherever they come', async () => {
    await log.given('thing-1', ...happened(300));
    tail.start();
    const early = follow(0n);
    await log.given('thing-2', ...happened(300));
    const late = follow(0n);
    const half = await log.given('thing-3', ...happened(1));
    const middle = follow(half);
    for (let i = 0; i < 4; i++) await log.given('thing-4', ...happened(1_200));
    const head = await log.given('thing-5', ...happened(1));
    await Promise.all([early, late, middle].map(({ until }) => until(head)));

    const all = (await Array.fromAsync(log.store.readAll())).map(({ position }) => position);
    expect(early.positions()).toEqual(all);
    expect(late.positions()).toEqual(all);
    expect(middle.positions()).toEqual(all.filter((position) => position > half));
  });

  it('receives each event once, however many follow', async () => {
    const subscribe = vi.spyOn(log.store, 'subscribe');
    tail.start();
    const followers = [follow(0n), follow(0n), follow(0n)];
    const head = await log.given('thing-1', ...happened(10));
    await Promise.all(followers.map(({ until }) => until(head)));

    expect(subscribe).toHaveBeenCalledTimes(1);
  });

  it('says once when there is no more for now', async () => {
    const head = await log.given('thing-1', ...happened(3));
    tail.start();
    const follower = follow(0n);
    await follower.until(head);
    await vi.waitFor(() => expect(follower.heard.at(-1)).toBe(caughtUp));
    await follower.until(await log.given('thing-1', ...happened(2)));

    expect(follower.heard.filter((item) => item === caughtUp)).toHaveLength(1);
    expect(follower.heard.indexOf(caughtUp)).toBe(3);
  });
});
