import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { type Load, serveJobs, underLoad } from '../load.ts';
import { payload, tenEventStreams } from './event.ts';

/** Ours: the official client, over gRPC, to the event node. */
const client = EventStoreDBClient.connectionString(process.env.EVENTSTORE_URL ?? '');

const append = (stream: string, revision: number) =>
  client.appendToStream(stream, jsonEvent({ type: 'OrderPlaced', data: payload() }), {
    expectedRevision: revision === 0 ? NO_STREAM : BigInt(revision - 1),
  });

serveJobs((load: Load) => underLoad(load, () => tenEventStreams(append)));
