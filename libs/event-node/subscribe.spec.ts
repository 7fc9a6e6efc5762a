import { EventEmitter, once } from 'node:events';
import {
  type AllStreamResolvedEvent,
  eventTypeFilter,
  excludeSystemEvents,
  type Position,
  streamNameFilter,
} from '@eventstore/db-client';
import { beforeAll, describe, expect, it } from 'vitest';
import { someEvents } from './testing/client.js';
import { runningNode } from './testing/running-node.js';

const running = runningNode();
const append = (stream: string, count: number, type?: string) =>
  running.client.appendToStream(stream, someEvents(count, type));

/** Everything a subscription says, in order, and a way to wait until it has said something. */
function record(subscription: EventEmitter) {
  const said: string[] = [];
  const moved = new EventEmitter();
  const say = (word: string) => {
    said.push(word);
    moved.emit('said');
  };
  subscription.on('confirmation', () => say('confirmation'));
  subscription.on('caughtUp', () => say('caughtUp'));
  subscription.on('error', (error) => say(error.type));
  subscription.on('data', ({ event }: AllStreamResolvedEvent) =>
    say(`${event?.streamId}/${event?.revision}`),
  );
  return {
    said,
    async until(done: (said: string[]) => boolean) {
      while (!done(said)) await once(moved, 'said');
      return said;
    },
  };
}
const has = (word: string) => (said: string[]) => said.includes(word);

describe('a subscription to a stream', () => {
  it('confirms, tells history, says that it has caught up, and goes on', async () => {
    await append('told', 2);
    const subscription = running.client.subscribeToStream('told');
    const { until } = record(subscription);
    await until(has('caughtUp'));
    await append('told', 1);
    expect(await until(has('told/2'))).toEqual(['confirmation', 'told/0', 'told/1', 'caughtUp', 'told/2']);
    await subscription.unsubscribe();
  });

  it('excludes the revision it begins at, and knows the end', async () => {
    await append('begun', 3);
    const from = running.client.subscribeToStream('begun', { fromRevision: 1n });
    const end = running.client.subscribeToStream('begun', { fromRevision: 'end' });
    const [fromRevision, fromEnd] = [record(from), record(end)];
    await Promise.all([fromRevision.until(has('caughtUp')), fromEnd.until(has('caughtUp'))]);
    await append('begun', 1);
    expect(await fromRevision.until(has('begun/3'))).toEqual([
      'confirmation',
      'begun/2',
      'caughtUp',
      'begun/3',
    ]);
    expect(await fromEnd.until(has('begun/3'))).toEqual(['confirmation', 'caughtUp', 'begun/3']);
    await Promise.all([from.unsubscribe(), end.unsubscribe()]);
  });

  it('waits for a stream that is not there yet, hides what is deleted, and ends with a tombstone', async () => {
    const subscription = running.client.subscribeToStream('awaited');
    const { until } = record(subscription);
    await until(has('caughtUp'));
    await append('awaited', 1);
    await until(has('awaited/0'));
    await running.client.deleteStream('awaited');
    await append('awaited', 1);
    await until(has('awaited/1'));

    const second = record(running.client.subscribeToStream('awaited'));
    expect(await second.until(has('caughtUp'))).toEqual(['confirmation', 'awaited/1', 'caughtUp']);
    await running.client.tombstoneStream('awaited');
    expect((await until(has('stream-deleted'))).at(-1)).toBe('stream-deleted');
    await second.until(has('stream-deleted'));
    expect(await record(running.client.subscribeToStream('awaited')).until(has('stream-deleted'))).toEqual([
      'stream-deleted',
    ]);
  });
});

it('subscriptions that begin while a stream is written to miss nothing and repeat nothing', async () => {
  const LAST = 250;
  let written = 0;
  const writing = (async () => {
    for (; written <= LAST; written++) await append('busy', 1);
  })();
  const seen = await Promise.all(
    Array.from({ length: 25 }, async (_, n) => {
      while (written < n * 9) await new Promise(setImmediate);
      const revisions: number[] = [];
      for await (const { event } of running.client.subscribeToStream('busy')) {
        revisions.push(Number(event?.revision));
        if (revisions.at(-1) === LAST) break;
      }
      return revisions;
    }),
  );
  await writing;
  for (const revisions of seen) expect(revisions).toEqual(Array.from({ length: LAST + 1 }, (_, n) => n));
});

describe('a subscription to $all', () => {
  beforeAll(async () => {
    const types = ['seen-1', 'also-2', 'not-3'];
    await running.client.appendToStream(
      'wanted',
      types.flatMap((type) => someEvents(1, type)),
    );
  });

  it('excludes the position it begins at', async () => {
    const { position } = await append('positioned', 2);
    const fromPosition = { commit: position!.commit - 1n, prepare: position!.commit - 1n };
    const subscription = running.client.subscribeToAll({ fromPosition });
    const { until } = record(subscription);
    await until(has('caughtUp'));
    await append('positioned', 1);
    expect(await until(has('positioned/2'))).toEqual([
      'confirmation',
      'positioned/1',
      'caughtUp',
      'positioned/2',
    ]);
    await subscription.unsubscribe();
  });

  it('misses nothing and repeats nothing while others write', async () => {
    await append('before', 3_000);
    const positions: bigint[] = [];
    const subscription = running.client.subscribeToAll();
    const writing = Promise.all(
      Array.from({ length: 8 }, async (_, writer) => {
        for (let n = 0; n < 60; n++) await append(`during-${writer}`, 3);
      }),
    ).then(() => append('last', 1));
    for await (const { event } of subscription) {
      positions.push(event!.position!.commit);
      if (event?.streamId === 'last') break;
    }
    await writing;
    expect(positions).toEqual(positions.map((_, index) => BigInt(index + 1)));
  });

  it.each([
    ['event type prefix', eventTypeFilter({ prefixes: ['seen-', 'also-'] }), ['wanted/0', 'wanted/1']],
    ['event type regex', eventTypeFilter({ regex: '^also-.$' }), ['wanted/1']],
    ['stream name prefix', streamNameFilter({ prefixes: ['want'] }), ['wanted/0', 'wanted/1', 'wanted/2']],
    ['stream name regex', streamNameFilter({ regex: '^w.*ted$' }), ['wanted/0', 'wanted/1', 'wanted/2']],
  ])('filters by %s', async (_, filter, expected) => {
    const subscription = running.client.subscribeToAll({ filter });
    const said = await record(subscription).until(has('caughtUp'));
    expect(said.slice(1, -1)).toEqual(expected);
    await subscription.unsubscribe();
  });

  it('leaves out system events on request', async () => {
    const subscription = running.client.subscribeToAll({ filter: excludeSystemEvents() });
    const said = await record(subscription).until(has('caughtUp'));
    expect(said.some((word) => word.startsWith('$'))).toBe(false);
    await subscription.unsubscribe();
  });

  const consider = async (maxSearchWindow: number, checkpointInterval: number) => {
    const checkpoints: bigint[] = [];
    const moved = new EventEmitter();
    const filter = eventTypeFilter({
      prefixes: ['matches-nothing'],
      maxSearchWindow,
      checkpointInterval,
      checkpointReached: async (_: unknown, { commit }: Position) => {
        checkpoints.push(commit);
        moved.emit('said');
      },
    });
    const { position } = await append('considered', 1);
    await append('considered', 3);
    const subscription = running.client.subscribeToAll({ filter, fromPosition: position! });
    await record(subscription).until(has('caughtUp'));
    await append('considered', 45);
    const relative = () => checkpoints.map((commit) => Number(commit - position!.commit));
    return {
      async until(reached: number) {
        while ((relative().at(-1) ?? 0) < reached) await once(moved, 'said');
        await subscription.unsubscribe();
        return relative();
      },
    };
  };

  it('tells how far it has considered, though nothing matches, and when it has caught up', async () => {
    expect(await (await consider(10, 2)).until(40)).toEqual([3, 20, 40]);
  });

  it('never tells the same twice', async () => {
    const every = await (await consider(1, 1)).until(48);
    expect(every).toEqual(Array.from({ length: 48 }, (_, index) => index + 1));
  });
});

describe('a slow subscriber', () => {
  it('falls back to the log when memory no longer holds what it lacks, and says so when it is back', async () => {
    const subscription = running.client.subscribeToAll({ fromPosition: 'end' });
    const { until } = record(subscription);
    await until(has('caughtUp'));
    subscription.pause();
    for (let n = 0; n < 8; n++) await append('flood', 1_000);
    subscription.resume();
    const said = await until((words) => words.filter((word) => word === 'caughtUp').length === 2);
    const flood = said.filter((word) => word.startsWith('flood/'));
    expect(flood).toEqual(Array.from({ length: 8_000 }, (_, revision) => `flood/${revision}`));
    await subscription.unsubscribe();
  });
});
