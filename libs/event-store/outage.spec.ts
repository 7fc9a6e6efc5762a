import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase } from '../../test/support/database.ts';
import { startEventNode } from '../../test/support/event-node.ts';
import type { Metadata } from './event.js';
import { caughtUp, EventStore } from './event-store.js';

const metadata: Metadata = {
  actor: { kind: 'system', id: 'outage' },
  team_id: null,
  correlation_id: randomUUID(),
  causation_id: null,
  request_id: randomUUID(),
  at: '2026-11-20T22:00:00.000Z',
  schema: 1,
};

async function all<T>(items: AsyncIterable<T>) {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

describe('when the node is killed and comes back on the same port', () => {
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let node: Awaited<ReturnType<typeof startEventNode>>;
  let store: EventStore;
  beforeEach(async () => {
    database = await createDatabase();
    node = await startEventNode(database.url);
    store = new EventStore(node.url);
  });
  afterEach(async () => {
    await store.dispose();
    await node.stop();
    await database.drop();
  });

  const restart = async () => {
    await node.kill();
    node = await startEventNode(database.url, node.port);
  };

  it('appends under way end with exactly one effect, and a subscription neither skips nor repeats', async () => {
    const writers = 24;
    const each = 30;
    const done = new AbortController();
    const seen: bigint[] = [];
    const subscriber = (async () => {
      for await (const item of store.subscribe(undefined, { signal: done.signal })) {
        if (item === caughtUp) continue;
        seen.push(item.position);
        if (seen.length === writers * each) done.abort();
      }
    })();

    let appended = 0;
    const kills = [writers * 5, writers * 15];
    const write = async () => {
      const stream = `outage-${randomUUID()}`;
      for (let n = 0n; n < each; n++) {
        const event = { type: 'Counted', data: { n: Number(n) } };
        expect(await store.append(stream, [event], n - 1n, metadata, [randomUUID()])).toBe(n);
        if (++appended === kills[0]) kills.shift() && (await restart());
      }
    };
    await Promise.all(Array.from({ length: writers }, write));
    await subscriber;

    const log = (await all(store.readAll())).map(({ position }) => position);
    expect(log).toHaveLength(writers * each);
    expect(seen).toEqual(log);
  });

  it('a node that falls silent is asked again on a new connection, with one effect', async () => {
    const stream = `outage-${randomUUID()}`;
    const done = new AbortController();
    const events = store.subscribe(undefined, { signal: done.signal });
    expect((await events.next()).value).toBe(caughtUp);
    process.kill(node.pid!, 'SIGSTOP');
    setTimeout(() => process.kill(node.pid!, 'SIGCONT'), 5_000);

    const counted = { type: 'Counted', data: { n: 0 } };
    expect(await store.append(stream, [counted], -1n, metadata, [randomUUID()])).toBe(0n);

    expect(await store.read(stream)).toHaveLength(1);
    let next = await events.next();
    while (next.value === caughtUp) next = await events.next();
    expect(next.value).toMatchObject({ stream, revision: 0n });
    done.abort();
  });

  it('a read that meets the outage is repeated', async () => {
    const stream = `outage-${randomUUID()}`;
    await store.append(stream, [{ type: 'Counted', data: { n: 0 } }], -1n, metadata, [randomUUID()]);
    await node.kill();

    const reading = store.read(stream);
    node = await startEventNode(database.url, node.port);

    expect(await reading).toHaveLength(1);
  });

  it('the health probe fails at once while it is away', async () => {
    await store.ready();
    await node.kill();

    await expect(store.ready()).rejects.toThrow();

    node = await startEventNode(database.url, node.port);
  });
});
