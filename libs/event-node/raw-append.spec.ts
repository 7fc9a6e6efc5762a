import { randomUUID } from 'node:crypto';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect } from './testing/client.js';
import * as raw from './testing/raw.js';
import { runningNode } from './testing/running-node.js';

const running = runningNode();
let client: ReturnType<typeof raw.connectRaw>;
beforeAll(() => {
  client = raw.connectRaw(running.node.port);
});
afterAll(() => client.close());

const detailOf = (answer: Awaited<ReturnType<typeof raw.batchAppend>>[number] | undefined) =>
  answer?.getError()?.getDetails()?.getTypeName();

describe('a batch append', () => {
  it('is answered exactly once under its correlation id, however many parts it has', async () => {
    const [a, b] = [randomUUID(), randomUUID()];
    const answers = await raw.batchAppend(client, [
      raw.batchMessage(a, { stream: 'parts', events: [{ data: '1' }], final: false }),
      raw.batchMessage(b, { stream: 'whole', events: [{}] }),
      raw.batchMessage(a, { events: [{ data: '2' }], final: false }),
      raw.batchMessage(a, { events: [{ data: '3' }] }),
    ]);
    expect(answers.map((answer) => answer.getCorrelationId()?.getString()).sort()).toEqual([a, b].sort());
    expect(answers.every((answer) => answer.hasSuccess())).toBe(true);
    const events = await collect(running.client.readStream('parts'));
    expect(events.map(({ event }) => Buffer.from(event?.data as Uint8Array).toString())).toEqual([
      '1',
      '2',
      '3',
    ]);
  });

  it('whose deadline has passed writes nothing and says Timeout', async () => {
    const late = raw.batchMessage(randomUUID(), { stream: 'late', events: [{}], deadline: new Date(0) });
    const [answer] = await raw.batchAppend(client, [late]);
    expect(detailOf(answer)).toBe('event_store.client.Timeout');
    await expect(collect(running.client.readStream('late'))).rejects.toMatchObject({
      type: 'stream-not-found',
    });
  });

  it.each([
    ['no type', { properties: { 'content-type': 'application/json' } }],
    ['no content type', { properties: { type: 'x' } }],
    ['an empty type', { properties: { ...raw.validProperties, type: '' } }],
    ['the empty id', { id: '00000000-0000-0000-0000-000000000000' }],
    ['an id that is none', { id: 'x' }],
  ])('with %s in one event is refused whole', async (_, faulty) => {
    const message = raw.batchMessage(randomUUID(), { stream: 'faulty', events: [{}, faulty] });
    const [answer] = await raw.batchAppend(client, [message]);
    expect(detailOf(answer)).toBe('event_store.client.BadRequest');
    await expect(collect(running.client.readStream('faulty'))).rejects.toMatchObject({
      type: 'stream-not-found',
    });
  });

  it('that names no stream ends the call', async () => {
    const call = raw.batchAppend(client, [raw.batchMessage(randomUUID(), { events: [{}] })]);
    await expect(call).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  });

  it('may end its sending before it is answered', async () => {
    const many = Array.from({ length: 100 }, () =>
      raw.batchMessage(randomUUID(), { stream: 'many', events: [{}] }),
    );
    expect(await raw.batchAppend(client, many)).toHaveLength(100);
  });
});

describe('an append', () => {
  it('says which metadata properties are missing', async () => {
    const error = await raw
      .append(client, 'incomplete', [{ properties: { type: 'x' } }])
      .catch((error) => error);
    expect(error.code).toBe(status.INVALID_ARGUMENT);
    expect(error.metadata.getMap()).toMatchObject({
      exception: 'missing-required-metadata-property',
      'required-metadata-properties': 'type,content-type',
    });
  });

  it('takes ids as two halves as well', async () => {
    const id = randomUUID();
    const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
    const halves = new shared.UUID.Structured();
    halves.setMostSignificantBits(String(bytes.readBigInt64BE(0)));
    halves.setLeastSignificantBits(String(bytes.readBigInt64BE(8)));
    const message = raw.batchMessage(randomUUID(), { stream: 'halves', events: [{}] });
    message.getProposedMessagesList()[0]!.setId(new shared.UUID().setStructured(halves));
    await raw.batchAppend(client, [message]);

    const [event] = await collect(running.client.readStream('halves'));
    expect(event?.event?.id).toBe(id);
    const [answer] = await raw.read(client, (options) => options.setCount('1'));
    expect(answer?.getEvent()?.getEvent()?.getId()?.hasStructured()).toBe(true);
  });
});
