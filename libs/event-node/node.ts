import { Server, ServerCredentials } from '@grpc/grpc-js';
import { OpenCalls } from './open-calls.js';
import { pipelined } from './pipelined.js';
import { Unavailable } from './refusal.js';
import { addServices } from './services.js';
import { openStore } from './store.js';

/** The client sends an append in messages of up to 3 MB, and ours answers are pages of single events. */
const MAX_MESSAGE = 17 * 1024 * 1024;
const GRACE_MS = 300;

export type Node = {
  port: number;
  stop(): Promise<void>;
  /** Resolves when the node can no longer know what is stored. End the process then and start anew. */
  failed: Promise<Error>;
};

export type NodeOptions = { databaseUrl: string; port: number; host: string };

export async function startNode({ databaseUrl, port, host }: NodeOptions): Promise<Node> {
  const store = await openStore(databaseUrl);
  const openCalls = new OpenCalls();
  const server = new Server({
    'grpc.max_receive_message_length': MAX_MESSAGE,
    'grpc.max_send_message_length': MAX_MESSAGE,
    'grpc.enable_channelz': 0,
    interceptors: [pipelined],
  });
  addServices(server, store, openCalls);

  const close = once(async (reason: Unavailable) => {
    const closed = new Promise((resolve) => server.tryShutdown(resolve));
    await store.close(reason);
    openCalls.end(reason);
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, GRACE_MS).unref())]);
    server.forceShutdown();
  });
  try {
    const boundPort = await listen(server, host, port);
    const failed = store.failed.then(async (cause) => {
      const error = cause instanceof Error ? cause : new Error(String(cause));
      await close(new Unavailable(`The node lost its database: ${error.message}`));
      return error;
    });
    return { port: boundPort, stop: () => close(new Unavailable('The node is shutting down.')), failed };
  } catch (error) {
    await store.close(new Unavailable('The node could not start.'));
    throw error;
  }
}

const listen = (server: Server, host: string, port: number) =>
  new Promise<number>((resolve, reject) => {
    const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, bound) => {
      if (!error) resolve(bound);
      else if (error.message.includes('EADDRINUSE'))
        reject(new Error(`Port ${port} on ${host} is in use by another program.`));
      else reject(new Error(`Cannot listen on ${address}: ${error.message}`));
    });
  });

function once<Argument>(run: (argument: Argument) => Promise<void>) {
  let result: Promise<void> | undefined;
  return (argument: Argument) => {
    result ??= run(argument);
    return result;
  };
}
