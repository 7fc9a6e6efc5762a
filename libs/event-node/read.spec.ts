import { randomUUID } from 'node:crypto';
import { binaryEvent, type StreamMetadata, StreamNotFoundError } from '@eventstore/db-client';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { status } from '@grpc/grpc-js';
import { beforeAll, describe, expect, it } from 'vitest';
import { collect, someEvents } from './testing/client.js';
import * as raw from './testing/raw.js';
import { runningNode } from './testing/running-node.js';

const running = runningNode();
const link = (target: string) => binaryEvent({ type: '$>', data: Buffer.from(target) });

describe('a stream', () => {
  const revisions = async (stream: string, options: Parameters<typeof running.client.readStream>[1] = {}) =>
    (await collect(running.client.readStream(stream, options))).map(({ event }) => Number(event?.revision));

  beforeAll(async () => {
    await running.client.appendToStream('five', someEvents(5));
  });

  it('is read forwards from its start, or from a revision inclusively', async () => {
    expect(await revisions('five')).toEqual([0, 1, 2, 3, 4]);
    expect(await revisions('five', { fromRevision: 3n })).toEqual([3, 4]);
    expect(await revisions('five', { fromRevision: 1n, maxCount: 2 })).toEqual([1, 2]);
    expect(await revisions('five', { fromRevision: 5n })).toEqual([]);
    expect(await revisions('five', { fromRevision: 'end' })).toEqual([]);
    expect(await revisions('five', { fromRevision: 2n ** 64n - 1n })).toEqual([]);
  });

  it('is read backwards from its end, or from a revision inclusively', async () => {
    const backwards = { direction: 'backwards', fromRevision: 'end' } as const;
    expect(await revisions('five', backwards)).toEqual([4, 3, 2, 1, 0]);
    expect(await revisions('five', { ...backwards, maxCount: 2 })).toEqual([4, 3]);
    expect(await revisions('five', { ...backwards, fromRevision: 2n })).toEqual([2, 1, 0]);
    expect(await revisions('five', { ...backwards, fromRevision: 99n })).toEqual([4, 3, 2, 1, 0]);
    expect(await revisions('five', { ...backwards, fromRevision: 'start' })).toEqual([0]);
  });

  it('is not found before its first event, whatever its name', async () => {
    await running.client.setStreamMetadata('fünf', { maxCount: 1 });
    const missing = collect(running.client.readStream('fünf'));
    await expect(missing).rejects.toBeInstanceOf(StreamNotFoundError);
    await expect(missing).rejects.toMatchObject({ streamName: 'fünf' });
  });

  it('longer than a page, in pages of many bytes, is complete', async () => {
    await running.client.appendToStream('long', someEvents(2_500));
    expect(await revisions('long')).toEqual(Array.from({ length: 2_500 }, (_, n) => n));
    expect(
      await revisions('long', { direction: 'backwards', fromRevision: 'end', maxCount: 2_100 }),
    ).toHaveLength(2_100);
    const large = Array.from({ length: 12 }, () =>
      binaryEvent({ type: 'large', data: Buffer.alloc(900_000, 7) }),
    );
    for (const event of large) await running.client.appendToStream('large', event);
    expect(await revisions('large')).toHaveLength(12);
  });

  it('hides what maxCount, truncateBefore or maxAge exclude, but not from $all', async () => {
    const hiding = async (name: string, metadata: StreamMetadata) => {
      const { position } = await running.client.appendToStream(name, someEvents(4));
      await running.client.setStreamMetadata(name, metadata);
      const all = await collect(
        running.client.readAll({ fromPosition: { commit: position!.commit - 3n, prepare: 0n } }),
      );
      expect(all.filter(({ event }) => event?.streamId === name)).toHaveLength(4);
      return [await revisions(name), await revisions(name, { direction: 'backwards', fromRevision: 'end' })];
    };
    expect(await hiding('counted', { maxCount: 2 })).toEqual([
      [2, 3],
      [3, 2],
    ]);
    expect(await hiding('truncated', { truncateBefore: 3 })).toEqual([[3], [3]]);
    expect(await hiding('emptied', { truncateBefore: 9 })).toEqual([[], []]);
    expect(await hiding('young', { maxAge: 3_600 })).toEqual([
      [0, 1, 2, 3],
      [3, 2, 1, 0],
    ]);
    await running.query(
      `update node.events set created = created - 36001000000 where stream = 'young' and revision < 3`,
    );
    expect(await revisions('young')).toEqual([3]);
  });

  it('of metadata shows only the last', async () => {
    await running.client.setStreamMetadata('twice', { maxCount: 1 });
    await running.client.setStreamMetadata('twice', { maxCount: 2 });
    expect(await revisions('$$twice')).toEqual([1]);
    expect((await running.client.getStreamMetadata('twice')).metadata).toEqual({ maxCount: 2 });
  });
});

describe('$all', () => {
  const positions = async (options: Parameters<typeof running.client.readAll>[0]) =>
    (await collect(running.client.readAll(options))).map(({ event }) => event?.position?.commit);

  it('includes its place forwards and excludes it backwards', async () => {
    const { position } = await running.client.appendToStream('placed', someEvents(3));
    const { commit } = position!;
    const middle = { commit: commit - 1n, prepare: commit - 1n };
    expect(await positions({ fromPosition: middle })).toEqual([commit - 1n, commit]);
    expect(await positions({ fromPosition: middle, direction: 'backwards', maxCount: 1 })).toEqual([
      commit - 2n,
    ]);
    expect(await positions({ fromPosition: 'end', direction: 'backwards', maxCount: 2 })).toEqual([
      commit,
      commit - 1n,
    ]);
    expect(await positions({ fromPosition: 'end' })).toEqual([]);
    expect(await positions({ fromPosition: 'start', direction: 'backwards' })).toEqual([]);
  });

  it('of a fresh store has the system events already', async () => {
    const events = await collect(running.client.readAll({ maxCount: 2 }));
    expect(events.map(({ event }) => event?.streamId)).toEqual(['$$$settings', '$settings']);
  });

  it('can be filtered while reading; the count is of what matches', async () => {
    await running.client.appendToStream('filtered', [...someEvents(3, 'odd-a'), ...someEvents(3, 'even-b')]);
    const client = raw.connectRaw(running.node.port);
    const types = async (regex: string) => {
      const answers = await raw.read(client, (options) => {
        const filter = new streams.ReadReq.Options.FilterOptions();
        filter.setEventType(new streams.ReadReq.Options.FilterOptions.Expression().setRegex(regex));
        options.setCount('2');
        options.setFilter(filter);
      });
      return answers.map((answer) => answer.getEvent()?.getEvent()?.getMetadataMap().get('type'));
    };
    expect(await types('^even-')).toEqual(['even-b', 'even-b']);
    await expect(types('(')).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
    client.close();
  });
});

describe('links', () => {
  it('are resolved on request; what is gone leaves the link alone', async () => {
    await running.client.appendToStream('target@home', someEvents(3));
    await running.client.setStreamMetadata('target@home', { truncateBefore: 1 });
    await running.client.appendToStream('ended', someEvents(1));
    await running.client.tombstoneStream('ended');
    const links = ['1@target@home', '0@target@home', '9@target@home', '0@ended', 'nonsense'].map(link);
    const { position } = await running.client.appendToStream('links', links);

    const resolved = await collect(running.client.readStream('links', { resolveLinkTos: true }));
    expect(resolved.map(({ event }) => event && `${event.revision}@${event.streamId}`)).toEqual([
      '1@target@home',
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(resolved.map((one) => one.link?.revision)).toEqual([0n, 1n, 2n, 3n, 4n]);
    expect(resolved.at(-1)!.commitPosition).toBe(position!.commit);

    const plain = await collect(running.client.readStream('links'));
    expect(plain.map(({ event, link }) => [event?.type, link])).toEqual(links.map(() => ['$>', undefined]));
  });
});

describe('a read', () => {
  it('of no events is not a read', async () => {
    const client = raw.connectRaw(running.node.port);
    const nothing = raw.read(client, (options) => options.setCount('0'));
    await expect(nothing).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
    client.close();
  });

  it('that the reader leaves early does not disturb the node', async () => {
    const reading = running.client.readAll();
    for await (const _ of reading) break;
    expect(await running.client.appendToStream(randomUUID(), someEvents(1))).toMatchObject({ success: true });
  });
});
