import type { EventStore } from '@pgai/event-store/event-store.js';
import pg from 'pg';
import { createCheckpoint } from './checkpoint.js';
import type { Open, Projection } from './projection.js';
import { Scratch } from './scratch.js';

const id = pg.escapeIdentifier;

/**
 * Makes a read model anew beside the live one, which serves meanwhile, then exchanges the rows in one transaction. The
 * projector goes on: it finds its checkpoint moved and resumes from there, also when it had stopped at a failure.
 */
export async function rebuild(
  projection: Projection,
  { databaseUrl, store, open }: { databaseUrl: string; store: EventStore; open: Open },
) {
  const scratch = await Scratch.create(databaseUrl, 'rebuild', projection, open);
  const { session, schema } = scratch;
  try {
    await scratch.replay(store.readAll());

    await createCheckpoint(session, projection.name);
    await session.query('begin');
    await session.query('set local synchronous_commit to on');
    await session.query('select from read.checkpoint where projection = $1 for update', [projection.name]);
    await scratch.replay(store.readAll(scratch.position));
    for (const table of projection.tables) {
      await session.query(`delete from read.${id(table)}`);
      await session.query(`insert into read.${id(table)} select * from ${id(schema)}.${id(table)}`);
    }
    await session.query(
      `update read.checkpoint set position = $2, updated_at = now(), failed_position = null, failure = null
       where projection = $1`,
      [projection.name, scratch.position],
    );
    await session.query('commit');
    return { position: scratch.position, events: scratch.events };
  } finally {
    await scratch.close();
  }
}
