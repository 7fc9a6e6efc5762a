import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import pg from 'pg';
import { type Load, serveJobs, underLoad } from '../load.ts';
import { payload, tenEventStreams } from './event.ts';

/** The peer: an event store as a library, in the process that appends, with as many connections as it has workers. */
const connectionString = process.env.DATABASE_URL ?? '';
const store = getPostgreSQLEventStore(connectionString, {
  connectionOptions: { pooled: true, pool: new pg.Pool({ connectionString, max: 32 }) },
});
await store.schema.migrate();

const append = (stream: string, revision: number) =>
  store.appendToStream(stream, [{ type: 'OrderPlaced', data: payload() }], {
    expectedStreamVersion: revision === 0 ? 'STREAM_DOES_NOT_EXIST' : BigInt(revision),
  });

serveJobs((load: Load) => underLoad(load, () => tenEventStreams(append)));
