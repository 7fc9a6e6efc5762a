import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { Server, ServerDuplexStream } from '@grpc/grpc-js';
import { append } from './append.js';
import { batchAppend } from './batch-append.js';
import { softDelete, tombstone } from './delete.js';
import { supportedMethods } from './features.js';
import { readGossip } from './gossip.js';
import type { OpenCalls } from './open-calls.js';
import { Outlet, type ReadCall } from './outlet.js';
import { read } from './read.js';
import { parseReadRequest } from './read-request.js';
import type { Store } from './store.js';
import { subscribe } from './subscribe.js';

/** Responses of Read are encoded by hand, so here they are bytes already. */
const streams = {
  ...StreamsService,
  read: { ...StreamsService.read, responseSerialize: (frame: Buffer) => frame },
};

export function addServices(server: Server, store: Store, openCalls: OpenCalls) {
  const answerBatches = batchAppend(store.writer);
  server.addService(streams, {
    append: append(store.writer),
    batchAppend(call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>) {
      openCalls.add(call);
      answerBatches(call);
    },
    delete: softDelete(store.writer),
    tombstone: tombstone(store.writer),
    read(call: ReadCall) {
      openCalls.add(call);
      const outlet = new Outlet(call);
      answerRead(store, outlet, call).catch((error) => outlet.fail(error));
    },
  });
  server.addService(GossipService, { read: readGossip });
  server.addService(ServerFeaturesService, {
    getSupportedMethods: supportedMethods([StreamsService, GossipService, ServerFeaturesService]),
  });
}

async function answerRead(store: Store, outlet: Outlet, call: ReadCall) {
  const request = parseReadRequest(call.request);
  if (request.kind === 'read') await read(store, outlet, request);
  else await subscribe(store, outlet, request.source);
}
