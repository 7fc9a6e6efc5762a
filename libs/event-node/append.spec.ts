import { randomUUID } from 'node:crypto';
import {
  type AppendExpectedRevision,
  binaryEvent,
  type EventData,
  jsonEvent,
  MaxAppendSizeExceededError,
  StreamDeletedError,
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
const numbers = async (stream: string) =>
  (await collect(running.client.readStream(stream))).map(({ event }) => event?.revision);

describe('expected revision', () => {
  it('no_stream is right before the first event', async () => {
    expect(await append('new', 'no_stream', someEvents(3))).toMatchObject({ nextExpectedRevision: 2n });
    await expect(append('new', 'no_stream')).rejects.toMatchObject({
      type: 'wrong-expected-version',
      streamName: 'new',
      expectedVersion: 'no_stream',
      actualVersion: 2n,
    });
  });

  it('a number is right when it is the last revision', async () => {
    await append('numbered', 'no_stream', someEvents(3));
    expect(await append('numbered', 2n)).toMatchObject({ nextExpectedRevision: 3n });
    await expect(append('numbered', 2n)).rejects.toBeInstanceOf(WrongExpectedVersionError);
    await expect(append('numbered', 9n)).rejects.toMatchObject({ expectedVersion: 9n, actualVersion: 3n });
    await expect(append('absent', 0n)).rejects.toMatchObject({
      expectedVersion: 0n,
      actualVersion: 'no_stream',
    });
    expect(await numbers('numbered')).toEqual([0n, 1n, 2n, 3n]);
  });

  it('stream_exists needs a stream, or its metadata', async () => {
    await expect(append('described', 'stream_exists')).rejects.toMatchObject({ actualVersion: 'no_stream' });
    await running.client.setStreamMetadata('described', { maxCount: 10 });
    expect(await append('described', 'stream_exists')).toMatchObject({ nextExpectedRevision: 0n });
  });

  it('any is always right', async () => {
    expect(await append('whatever', 'any')).toMatchObject({ nextExpectedRevision: 0n });
    expect(await append('whatever', 'any')).toMatchObject({ nextExpectedRevision: 1n });
  });

  it('lets exactly one of many competitors win', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () => append('contested', 'no_stream')),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await numbers('contested')).toEqual([0n]);
  });
});

describe('a retry', () => {
  it('under an expected revision gets the first answer, also after a restart', async () => {
    const events = someEvents(2);
    const first = await append('retried', 'no_stream', events);
    await append('retried', 1n);
    expect(await append('retried', 'no_stream', events)).toEqual(first);
    await running.restart();
    expect(await append('retried', 'no_stream', events)).toEqual(first);
    expect(await numbers('retried')).toEqual([0n, 1n, 2n]);
  });

  it('with other, further or fewer-matching events is a wrong version', async () => {
    const [one, two, three] = someEvents(3);
    await append('changed', 'no_stream', [one!, two!]);
    for (const events of [[three!], [two!, one!], [one!, three!], [one!, two!, three!]])
      await expect(append('changed', 'no_stream', events)).rejects.toBeInstanceOf(WrongExpectedVersionError);
    expect(await append('changed', 'no_stream', [one!])).toMatchObject({ nextExpectedRevision: 0n });
    expect(await numbers('changed')).toEqual([0n, 1n]);
  });

  it('under any or stream_exists is recognised while the node remembers', async () => {
    const events = someEvents(2);
    const first = await append('remembered', 'any', events);
    expect(await append('remembered', 'any', events)).toEqual(first);
    expect(await append('remembered', 'stream_exists', events)).toEqual(first);
    expect(await append('elsewhere', 'any', events)).toMatchObject({ nextExpectedRevision: 1n });
    expect(await numbers('remembered')).toEqual([0n, 1n]);
  });
});

describe('what is stored', () => {
  it('comes back byte for byte', async () => {
    const data = Buffer.from([0, 1, 2, 0x27, 0x5c, 0x78, 255]);
    await running.client.appendToStream('bytes', [
      binaryEvent({ type: 'binary', data, metadata: Buffer.from([9, 0]) }),
      jsonEvent({ type: 'json ✓', data: { text: 'ä\u0000"\\' }, metadata: { reason: '{}' } }),
    ]);
    const [binary, json] = await collect(running.client.readStream('bytes'));
    expect(Buffer.from(binary!.event!.data as Uint8Array)).toEqual(data);
    expect(Buffer.from(binary!.event!.metadata as Uint8Array)).toEqual(Buffer.from([9, 0]));
    expect(json!.event).toMatchObject({
      type: 'json ✓',
      isJson: true,
      data: { text: 'ä\u0000"\\' },
      metadata: { reason: '{}' },
    });
  });

  it('carries the time of this node and one place in the log', async () => {
    const before = Date.now();
    const { position } = await append('timed', 'any', someEvents(2));
    const [first, last] = await collect(running.client.readStream('timed'));
    expect(first!.event!.created.getTime()).toBeGreaterThanOrEqual(before);
    expect(first!.event!.created.getTime()).toBeLessThanOrEqual(Date.now());
    expect(last!.event!.position).toEqual(position);
    expect(first!.event!.position!.commit).toBe(position!.commit - 1n);
  });

  it('has dense positions, in the order of commit', async () => {
    await Promise.all(Array.from({ length: 50 }, (_, n) => append(`dense-${n}`, 'no_stream', someEvents(3))));
    const rows = await running.query<{ position: string; stream: string }>(
      'select position, stream from node.events order by position',
    );
    expect(rows.map(({ position }) => Number(position))).toEqual(rows.map((_, index) => index + 1));
    const streams = rows.map(({ stream }) => stream).filter((stream) => stream.startsWith('dense-'));
    expect(streams.filter((stream, index) => stream !== streams[index - 1])).toHaveLength(50);
  });
});

describe('limits', () => {
  it('an append of more than 1 MiB is refused as such and leaves nothing', async () => {
    const events = Array.from({ length: 4 }, () => binaryEvent({ type: 'big', data: Buffer.alloc(300_000) }));
    const tooLarge = running.client.appendToStream('big', events);
    await expect(tooLarge).rejects.toBeInstanceOf(MaxAppendSizeExceededError);
    await expect(tooLarge).rejects.toMatchObject({ maxAppendSize: 1_048_576 });
    await expect(append('big', 'stream_exists')).rejects.toMatchObject({ actualVersion: 'no_stream' });
    expect(await running.client.appendToStream('big', events.slice(1))).toMatchObject({ success: true });
  });

  it('also when it arrives in several messages', async () => {
    const events = Array.from({ length: 8 }, () =>
      binaryEvent({ type: 'big', data: Buffer.alloc(1_000_000) }),
    );
    await expect(running.client.appendToStream('huge', events)).rejects.toBeInstanceOf(
      MaxAppendSizeExceededError,
    );
  });

  it('an append of no events succeeds and writes nothing', async () => {
    expect(await append('empty', 'any', [])).toMatchObject({ success: true, position: undefined });
    await append('empty', 'no_stream', []);
    expect(await append('empty', 'no_stream')).toMatchObject({ nextExpectedRevision: 0n });
    expect(await append('empty', 0n, [])).toMatchObject({ nextExpectedRevision: 0n, position: undefined });
    await expect(append('empty', 'no_stream', [])).rejects.toBeInstanceOf(WrongExpectedVersionError);
  });

  it.each([['$$'], ['$$$$x'], ['nul\0'], ['x'.repeat(2_001)]])('refuses the name %j', async (name) => {
    await expect(append(name, 'any')).rejects.toThrow(/name|metadata stream/);
  });
});

describe('the call Append, which the client takes when it is given credentials', () => {
  const unary = (
    stream: string,
    expectedRevision: AppendExpectedRevision,
    events: EventData[] = someEvents(1),
  ) =>
    running.client.appendToStream(stream, events, {
      expectedRevision,
      credentials: { username: 'admin', password: 'changeit' },
    });

  it('answers like the other', async () => {
    const events = someEvents(2);
    const first = await unary('unary', 'no_stream', events);
    expect(first).toMatchObject({ success: true, nextExpectedRevision: 1n });
    expect(await unary('unary', 'no_stream', events)).toEqual(first);
    expect(await unary('unary', 'any', [])).toMatchObject({ nextExpectedRevision: 1n, position: undefined });
    await expect(unary('unary', 7n)).rejects.toMatchObject({ expectedVersion: 7n, actualVersion: 1n });
    await expect(unary('none', 'stream_exists')).rejects.toMatchObject({ actualVersion: 'no_stream' });
    const big = [binaryEvent({ type: 'big', data: Buffer.alloc(1_100_000) })];
    await expect(unary('unary', 'any', big)).rejects.toMatchObject({ maxAppendSize: 1_048_576 });
  });

  it('names a stream that is not ASCII in its trailers', async () => {
    await running.client.tombstoneStream('straße 本');
    await expect(unary('straße 本', 'any')).rejects.toBeInstanceOf(StreamDeletedError);
    await expect(unary('straße 本', 'any')).rejects.toMatchObject({ streamName: 'stra%C3%9Fe %E6%9C%AC' });
  });
});

it('keeps ids in lower case, however they were sent', async () => {
  const id = randomUUID().toUpperCase();
  const event = jsonEvent({ id, type: 'shouted', data: {} });
  const first = await append('shouted', 'no_stream', [event]);
  expect(await append('shouted', 'no_stream', [event])).toEqual(first);
});
