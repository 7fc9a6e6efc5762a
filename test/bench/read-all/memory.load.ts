import { once } from 'node:events';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import {
  Client,
  credentials,
  type handleServerStreamingCall,
  Server,
  ServerCredentials,
} from '@grpc/grpc-js';
import { pipelined } from '@pgai/event-node/pipelined.js';
import { serveJobs } from '../load.ts';

const bytes = (message: Buffer) => message;
const asBytes = {
  requestSerialize: bytes,
  requestDeserialize: bytes,
  responseSerialize: bytes,
  responseDeserialize: bytes,
};

/**
 * The ceiling of the client itself: a server without a database, which sends from memory the very frames that the event
 * node sent when it was asked the same.
 */
serveJobs(async ({ address }: { address: string }) => {
  const node = new Client(address, credentials.createInsecure());
  const frames: Buffer[] = [];

  const read: handleServerStreamingCall<Buffer, Buffer> = async (call) => {
    if (frames.length === 0) {
      const answer = node.makeServerStreamRequest(StreamsService.read.path, bytes, bytes, call.request);
      for await (const frame of answer) frames.push(frame as Buffer);
    }
    for (const frame of frames) if (!call.write(frame)) await once(call, 'drain');
    call.end();
  };

  const server = new Server({ interceptors: [pipelined] }); // the node's own way of sending, so that only the client is left
  server.addService({ read: { ...StreamsService.read, ...asBytes } }, { read });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return { url: `esdb://127.0.0.1:${port}?tls=false` };
});
