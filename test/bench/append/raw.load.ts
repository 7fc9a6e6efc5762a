import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { type Load, serveJobs, underLoad } from '../load.ts';
import { payload, tenEventStreams } from './event.ts';

/** The floor: one prepared INSERT an event, without any event store. */
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 32 });
await pool.query(`create table raw_event (
  position bigint generated always as identity primary key, stream text collate "C" not null,
  revision bigint not null, id uuid not null, type text not null, data bytea not null, created bigint not null,
  unique (stream, revision))`);

const insert = (stream: string, revision: number) =>
  pool.query({
    name: 'insert',
    text: 'insert into raw_event (stream, revision, id, type, data, created) values ($1, $2, $3, $4, $5, $6)',
    values: [
      stream,
      revision,
      randomUUID(),
      'OrderPlaced',
      Buffer.from(JSON.stringify(payload())),
      Date.now(),
    ],
  });

serveJobs((load: Load) => underLoad(load, () => tenEventStreams(insert)));
