import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { jsonEvent, WrongExpectedVersionError } from '@eventstore/db-client';
import pg from 'pg';
import { expect, it } from 'vitest';
import { createDatabase } from '../../test/support/database.ts';
import { connect } from './testing/client.js';
import { NodeProcess } from './testing/node-process.js';

const APPENDERS = 16;
const KILLS = 5;
const ACKNOWLEDGED_BETWEEN_KILLS = 400;

type Acknowledged = { id: string; stream: string; revision: bigint; position: bigint };

it('a killed node loses nothing it acknowledged, repeats nothing and tears nothing', async () => {
  const database = await createDatabase();
  let node = new NodeProcess({ DATABASE_URL: database.url });
  const port = await node.ready();
  const client = connect(port);

  const progress = new EventEmitter();
  const acknowledged: Acknowledged[] = [];
  let [finished, inFlight, inFlightAtKill, wrongVersions] = [false, 0, 0, 0];
  let alive: Promise<unknown> = Promise.resolve();

  const appender = async (stream: string) => {
    for (let revision = -1n; !finished; revision += 2n) {
      const ids = [randomUUID(), randomUUID()];
      const position = await appendUntilKnown(stream, ids, revision);
      ids.forEach((id, index) => {
        acknowledged.push({
          id,
          stream,
          revision: revision + 1n + BigInt(index),
          position: position - 1n + BigInt(index),
        });
      });
      progress.emit('acknowledged');
    }
  };

  /** The rule for every application: the same ids and the same expected revision until the answer is known. */
  const appendUntilKnown = async (stream: string, ids: string[], revision: bigint) => {
    const events = ids.map((id) => jsonEvent({ id, type: 'paired', data: {} }));
    const expectedRevision = revision < 0n ? 'no_stream' : revision;
    for (;;) {
      await alive;
      inFlight++;
      try {
        const { position } = await client.appendToStream(stream, events, { expectedRevision });
        return position!.commit;
      } catch (error) {
        if (error instanceof WrongExpectedVersionError) wrongVersions++;
        await new Promise(setImmediate);
      } finally {
        inFlight--;
      }
    }
  };

  const appenders = Array.from({ length: APPENDERS }, (_, n) => appender(`appender-${n}`));
  for (let kill = 1; kill <= KILLS + 1; kill++) {
    while (acknowledged.length < kill * ACKNOWLEDGED_BETWEEN_KILLS) await once(progress, 'acknowledged');
    if (kill > KILLS) break;
    inFlightAtKill += inFlight;
    const restarted = node.kill('SIGKILL').then(() => {
      node = new NodeProcess({ DATABASE_URL: database.url, EVENT_NODE_PORT: String(port) });
      return node.ready();
    });
    alive = restarted;
    await restarted;
  }
  finished = true;
  await Promise.all(appenders);
  await client.dispose();
  await node.kill('SIGTERM');

  const db = new pg.Client(database.url);
  await db.connect();
  const { rows } = await db.query<{ position: string; stream: string; revision: string; id: string }>(
    `select position, stream, revision, id from node.events order by position`,
  );
  await db.end();
  await database.drop();

  expect(inFlightAtKill).toBeGreaterThan(0);
  expect(wrongVersions).toBe(0);
  expect(rows.map(({ position }) => Number(position))).toEqual(rows.map((_, index) => index + 1));
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);

  const stored = new Map(rows.map((row) => [row.id, row]));
  for (const { id, stream, revision, position } of acknowledged)
    expect(stored.get(id)).toEqual({ id, stream, revision: String(revision), position: String(position) });

  const own = rows.filter(({ stream }) => stream.startsWith('appender-'));
  expect(own).toHaveLength(acknowledged.length);
  for (let n = 0; n < APPENDERS; n++) {
    const revisions = own
      .filter(({ stream }) => stream === `appender-${n}`)
      .map(({ revision }) => Number(revision));
    expect(revisions).toEqual(revisions.map((_, index) => index));
    expect(revisions.length % 2).toBe(0);
  }
});
