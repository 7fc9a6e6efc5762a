import { randomUUID } from 'node:crypto';
import type { Event } from '@pgai/domain/decider.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../../test/support/database.ts';
import { metadata as metadataOf } from '../../test/support/event-log.ts';
import { startEventNode } from '../../test/support/event-node.ts';
import { WrongRevision } from './errors.js';
import { caughtUp, EventStore } from './event-store.js';

const metadata = metadataOf();
const created: Event = { type: 'TeamCreated', data: { name: 'Meridian Freight' } };
const renamed = (name: string): Event => ({ type: 'TeamRenamed', data: { name } });
const ids = (count: number) => Array.from({ length: count }, () => randomUUID());
const cluster = process.env.EVENTSTORE_URL;

describe('the event store', () => {
  let store: EventStore;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    if (cluster) {
      store = new EventStore(cluster);
      stop = () => store.dispose();
      return;
    }
    const database = await createDatabase();
    const node = await startEventNode(database.url);
    store = new EventStore(node.url);
    stop = async () => {
      await store.dispose();
      await node.stop();
      await database.drop();
    };
  });
  afterAll(() => stop());

  it('has no events in a stream nobody wrote to', async () => {
    expect(await store.read(`team-${randomUUID()}`)).toEqual([]);
  });

  it('gives back what was appended', async () => {
    const stream = `team-${randomUUID()}`;
    const [first, second] = ids(2) as [string, string];

    expect(await store.append(stream, [created, renamed('Größe 日本')], -1n, metadata, [first, second])).toBe(
      1n,
    );

    const events = await store.read(stream);
    expect(events).toMatchObject([
      { ...created, id: first, stream, revision: 0n, metadata, at: new Date(metadata.at) },
      { ...renamed('Größe 日本'), id: second, stream, revision: 1n },
    ]);
    expect(events[1]!.position).toBeGreaterThan(events[0]!.position);
  });

  it('answers a repeated append as before and writes it once', async () => {
    const stream = `team-${randomUUID()}`;
    const same = ids(2);
    await store.append(stream, [created, renamed('A')], -1n, metadata, same);
    await store.append(stream, [renamed('B')], 1n, metadata, ids(1));

    expect(await store.append(stream, [created, renamed('A')], -1n, metadata, same)).toBe(1n);
    expect(await store.read(stream)).toHaveLength(3);
  });

  it('refuses an append that expects another revision, and says which there is', async () => {
    const stream = `team-${randomUUID()}`;
    await store.append(stream, [created], -1n, metadata, ids(1));

    await expect(store.append(stream, [renamed('B')], 4n, metadata, ids(1))).rejects.toMatchObject({
      name: 'WrongRevision',
      actual: 0n,
    });
    const none = store.append(`team-${randomUUID()}`, [renamed('B')], 0n, metadata, ids(1));
    await expect(none).rejects.toMatchObject({ name: 'WrongRevision', actual: -1n });
    await expect(store.append(stream, [created], -1n, metadata, ids(1))).rejects.toThrow(WrongRevision);
  });

  it('lets one of many who expect the same revision win', async () => {
    const stream = `team-${randomUUID()}`;
    await store.append(stream, [created], -1n, metadata, ids(1));

    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, (_, n) => store.append(stream, [renamed(`${n}`)], 0n, metadata, ids(1))),
    );

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await store.read(stream)).toHaveLength(2);
  });

  it('appends to whatever revision there is when asked so', async () => {
    const stream = `team-${randomUUID()}`;
    expect(await store.append(stream, [created], 'any', metadata, ids(1))).toBe(0n);
    expect(await store.append(stream, [renamed('B')], 'any', metadata, ids(1))).toBe(1n);
  });

  it('reads the whole log after a position, up to its head', async () => {
    const before = await store.head();
    const stream = `team-${randomUUID()}`;
    await store.append(stream, [created, renamed('B')], -1n, metadata, ids(2));
    const [first, second] = await store.read(stream);

    const after = await Array.fromAsync(store.readAll(before));
    const afterFirst = await Array.fromAsync(store.readAll(first!.position));

    expect(after.filter((event) => event.stream === stream)).toEqual([first, second]);
    expect(afterFirst.filter((event) => event.stream === stream)).toEqual([second]);
    expect(await store.head()).toBeGreaterThanOrEqual(second!.position);
  });

  it('hands out the past, says when it has caught up, and goes on', async () => {
    const before = await store.head();
    const stream = `team-${randomUUID()}`;
    await store.append(stream, [created], -1n, metadata, ids(1));
    const done = new AbortController();
    const seen: unknown[] = [];

    for await (const item of store.subscribe(before, { signal: done.signal })) {
      if (item === caughtUp) {
        seen.push(item);
        await store.append(stream, [renamed('B')], 0n, metadata, ids(1));
      } else if (item.stream === stream) {
        seen.push(item.type);
        if (item.type === 'TeamRenamed') done.abort();
      }
    }

    expect(seen).toEqual(['TeamCreated', caughtUp, 'TeamRenamed']);
  });

  it('answers a health probe', async () => {
    await expect(store.ready()).resolves.toBeUndefined();
  });
});
