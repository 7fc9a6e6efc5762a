import { GossipClient, GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import type { ClusterInfo } from '@eventstore/db-client/generated/gossip_pb.js';
import {
  ServerFeaturesClient,
  ServerFeaturesService,
} from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import type { SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { type Client, credentials, type ServiceError } from '@grpc/grpc-js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as frames from './frames.js';
import * as stubs from './stubs.js';
import { runningNode } from './testing/running-node.js';

const running = runningNode();

it('the generated stubs, which nobody promises, are still where they were', () => {
  expect(Object.values(StreamsService).map(({ path }) => path)).toEqual([
    '/event_store.client.streams.Streams/Read',
    '/event_store.client.streams.Streams/Append',
    '/event_store.client.streams.Streams/Delete',
    '/event_store.client.streams.Streams/Tombstone',
    '/event_store.client.streams.Streams/BatchAppend',
  ]);
  expect(GossipService.read.path).toBe('/event_store.client.gossip.Gossip/Read');
  expect(ServerFeaturesService.getSupportedMethods.path).toBe(
    '/event_store.client.server_features.ServerFeatures/GetSupportedMethods',
  );
  for (const [name, message] of Object.entries(stubs))
    expect([name, typeof message]).toEqual([name, 'function']);
});

it('what is advertised is what is served', async () => {
  const methods = await ask<ServerFeaturesClient, SupportedMethods>(ServerFeaturesClient, (client, done) =>
    client.getSupportedMethods(new shared.Empty(), done),
  );
  expect(
    methods.getMethodsList().map((method) => `${method.getServiceName()}/${method.getMethodName()}`),
  ).toEqual([
    'event_store.client.streams.streams/read',
    'event_store.client.streams.streams/append',
    'event_store.client.streams.streams/delete',
    'event_store.client.streams.streams/tombstone',
    'event_store.client.streams.streams/batchappend',
    'event_store.client.gossip.gossip/read',
    'event_store.client.server_features.serverfeatures/getsupportedmethods',
  ]);
});

it('gossip knows one living leader, at the address that was asked', async () => {
  const cluster = await ask<GossipClient, ClusterInfo>(GossipClient, (client, done) =>
    client.read(new shared.Empty(), done),
  );
  const [leader, ...others] = cluster.getMembersList();
  expect(others).toEqual([]);
  expect(leader!.toObject()).toMatchObject({
    state: 8,
    isAlive: true,
    httpEndPoint: { address: '127.0.0.1', port: running.node.port },
  });
});

const bigint = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
const bytes = fc.uint8Array({ maxLength: 300 });
const stored = fc.record({
  position: bigint,
  revision: bigint,
  created: bigint,
  stream: fc.string({ minLength: 1, unit: 'grapheme' }),
  type: fc.string({ minLength: 1, unit: 'grapheme' }),
  id: fc.uuid(),
  json: fc.boolean(),
  data: bytes,
  meta: bytes,
});

it('frames written by hand say what the generated decoder reads', () => {
  fc.assert(
    fc.property(stored, fc.option(stored, { nil: undefined }), (event, link) => {
      const decoded = streams.ReadResp.deserializeBinary(
        frames.eventFrame({ event, link }, 'string'),
      ).getEvent();
      expect(decoded?.getCommitPosition()).toBe(String((link ?? event).position));
      for (const [sent, got] of [
        [event, decoded?.getEvent()],
        [link, decoded?.getLink()],
      ] as const) {
        expect(got && plain(got)).toEqual(sent && expected(sent));
      }
    }),
  );
});

it('frames of control messages too', () => {
  const decode = (frame: Buffer) => streams.ReadResp.deserializeBinary(frame);
  expect(decode(frames.caughtUpFrame()).hasCaughtUp()).toBe(true);
  expect(decode(frames.confirmationFrame('id')).getConfirmation()?.getSubscriptionId()).toBe('id');
  expect(decode(frames.checkpointFrame(7n)).getCheckpoint()?.toObject()).toEqual({
    commitPosition: '7',
    preparePosition: '7',
  });
  const missing = decode(frames.streamNotFoundFrame('ß')).getStreamNotFound()?.getStreamIdentifier();
  expect(Buffer.from(missing?.getStreamName_asU8() ?? []).toString()).toBe('ß');
});

type Recorded = NonNullable<ReturnType<InstanceType<typeof streams.ReadResp.ReadEvent>['getEvent']>>;
type Stored = typeof stored extends fc.Arbitrary<infer Value> ? Value : never;

const plain = (event: Recorded) => ({
  id: event.getId()?.getString(),
  stream: Buffer.from(event.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString(),
  revision: event.getStreamRevision(),
  commit: event.getCommitPosition(),
  prepare: event.getPreparePosition(),
  properties: Object.fromEntries(event.getMetadataMap().toArray()),
  meta: Buffer.from(event.getCustomMetadata_asU8()),
  data: Buffer.from(event.getData_asU8()),
});

const expected = (event: Stored) => ({
  id: event.id,
  stream: event.stream,
  revision: String(event.revision),
  commit: String(event.position),
  prepare: String(event.position),
  properties: {
    type: event.type,
    created: String(event.created),
    'content-type': event.json ? 'application/json' : 'application/octet-stream',
  },
  meta: Buffer.from(event.meta),
  data: Buffer.from(event.data),
});

async function ask<C extends Client, Answer>(
  Stub: new (address: string, channel: ReturnType<typeof credentials.createInsecure>) => C,
  call: (client: C, done: (error: ServiceError | null, answer: Answer) => void) => void,
) {
  const client = new Stub(`127.0.0.1:${running.node.port}`, credentials.createInsecure());
  return new Promise<Answer>((resolve, reject) =>
    call(client, (error, answer) => (error ? reject(error) : resolve(answer))),
  ).finally(() => client.close());
}
