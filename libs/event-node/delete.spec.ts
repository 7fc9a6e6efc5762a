import {
  type AppendExpectedRevision,
  type EventData,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { describe, expect, it } from 'vitest';
import { collect, someEvents } from './testing/client.js';
import { runningNode } from './testing/running-node.js';

const running = runningNode();
const append = (
  stream: string,
  expectedRevision: AppendExpectedRevision,
  events: EventData[] = someEvents(1),
) => running.client.appendToStream(stream, events, { expectedRevision });
const read = (stream: string) => collect(running.client.readStream(stream));
const revisions = async (stream: string) => (await read(stream)).map(({ event }) => event?.revision);

describe('a deleted stream', () => {
  const deleted = async (stream: string, count = 2) => {
    await append(stream, 'no_stream', someEvents(count));
    await running.client.deleteStream(stream, { expectedRevision: BigInt(count - 1) });
  };

  it('is not found, while the log keeps its events', async () => {
    await deleted('gone');
    await expect(read('gone')).rejects.toBeInstanceOf(StreamNotFoundError);
    await expect(append('gone', 'stream_exists')).rejects.toBeInstanceOf(StreamDeletedError);
    const all = await collect(running.client.readAll());
    expect(all.filter(({ event }) => event?.streamId === 'gone')).toHaveLength(2);
  });

  it.each<AppendExpectedRevision>(['no_stream', 'any', 1n])(
    'begins anew with %s and goes on numbering',
    async (expected) => {
      const stream = `again-${expected}`;
      await deleted(stream);
      expect(await append(stream, expected, someEvents(2))).toMatchObject({ nextExpectedRevision: 3n });
      expect(await revisions(stream)).toEqual([2n, 3n]);
      const { metadata } = await running.client.getStreamMetadata(stream);
      expect(metadata?.truncateBefore).toBe(2);
    },
  );

  it('keeps its other metadata', async () => {
    await append('kept', 'no_stream');
    await running.client.setStreamMetadata('kept', { maxCount: 5, owner: 'somebody' });
    await running.client.deleteStream('kept');
    const text = await running.query<{ data: Buffer }>(
      `select data from node.events where stream = '$$kept' order by revision desc limit 1`,
    );
    expect(text[0]!.data.toString()).toBe('{"$maxCount":5,"owner":"somebody","$tb":9223372036854775807}');
    await append('kept', 'no_stream');
    const { metadata } = await running.client.getStreamMetadata('kept');
    expect(metadata).toEqual({ maxCount: 5, owner: 'somebody', truncateBefore: 1 });
  });

  it('stays hidden when only its metadata is written', async () => {
    await deleted('described');
    await running.client.setStreamMetadata('described', { maxCount: 9 });
    expect(await read('described')).toEqual([]);
    const { metadata } = await running.client.getStreamMetadata('described');
    expect(metadata).toEqual({ maxCount: 9, truncateBefore: 2 });
  });

  it('knows the retry of what began it, before and after', async () => {
    const [before, after] = [someEvents(2), someEvents(2)];
    const first = await append('twice', 'no_stream', before);
    await running.client.deleteStream('twice');
    expect(await append('twice', 'no_stream', before)).toEqual(first);
    const second = await append('twice', 'no_stream', after);
    await running.restart();
    expect(await append('twice', 'no_stream', after)).toEqual(second);
    expect(await append('twice', 'no_stream', before)).toEqual(first);
    expect(await revisions('twice')).toEqual([2n, 3n]);
  });
});

describe('deleting', () => {
  it('expects a revision like an append', async () => {
    await append('checked', 'no_stream', someEvents(3));
    for (const expectedRevision of [1n, 7n, 'no_stream'] as const)
      await expect(running.client.deleteStream('checked', { expectedRevision })).rejects.toMatchObject({
        type: 'wrong-expected-version',
        streamName: 'checked',
        actualVersion: 2n,
      });
    const { position } = await running.client.deleteStream('checked', { expectedRevision: 2n });
    expect(position!.commit).toBeGreaterThan(0n);
  });

  it('with no_stream needs at least metadata', async () => {
    const nothing = running.client.deleteStream('nothing', { expectedRevision: 'no_stream' });
    await expect(nothing).rejects.toMatchObject({ actualVersion: 'no_stream' });
    await running.client.setStreamMetadata('only-metadata', { maxCount: 1 });
    await running.client.deleteStream('only-metadata', { expectedRevision: 'no_stream' });
  });

  it('a metadata stream is refused', async () => {
    await expect(running.client.deleteStream('$$x')).rejects.toMatchObject({ code: 3 });
    await expect(running.client.tombstoneStream('$$x')).rejects.toMatchObject({ code: 3 });
  });
});

describe('a tombstone', () => {
  it('ends a stream for ever', async () => {
    await append('dead', 'no_stream', someEvents(2));
    await expect(running.client.tombstoneStream('dead', { expectedRevision: 0n })).rejects.toBeInstanceOf(
      WrongExpectedVersionError,
    );
    await running.client.tombstoneStream('dead', { expectedRevision: 1n });
    await running.restart();
    for (const refused of [
      () => read('dead'),
      () => append('dead', 'any'),
      () => append('dead', 'no_stream'),
      () => running.client.setStreamMetadata('dead', { maxCount: 1 }),
      () => running.client.getStreamMetadata('dead'),
      () => running.client.deleteStream('dead'),
      () => running.client.tombstoneStream('dead'),
    ])
      await expect(refused()).rejects.toMatchObject({ type: 'stream-deleted' });
  });

  it('on a deleted stream refuses even the retry of what began it', async () => {
    const first = someEvents(1);
    await append('deleted-and-dead', 'no_stream', first);
    await running.client.deleteStream('deleted-and-dead');
    await running.client.tombstoneStream('deleted-and-dead');
    await expect(append('deleted-and-dead', 'no_stream', first)).rejects.toBeInstanceOf(StreamDeletedError);
  });

  it('may be put on a stream that never was, and is an event of the log', async () => {
    const { position } = await running.client.tombstoneStream('never', { expectedRevision: 'no_stream' });
    await expect(append('never', 'any')).rejects.toBeInstanceOf(StreamDeletedError);
    const [last] = await collect(
      running.client.readAll({ direction: 'backwards', fromPosition: 'end', maxCount: 1 }),
    );
    expect(last!.event).toMatchObject({
      type: '$streamDeleted',
      streamId: 'never',
      revision: 9_223_372_036_854_775_807n,
      position,
    });
  });
});
