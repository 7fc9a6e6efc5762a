import { jsonEvent } from '@eventstore/db-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase } from '../../test/support/database.ts';
import { type Node, startNode } from './node.js';
import { collect, connect, someEvents } from './testing/client.js';

let database: Awaited<ReturnType<typeof createDatabase>>;
let node: Node;
let client: ReturnType<typeof connect>;

beforeAll(async () => {
  database = await createDatabase();
  node = await startNode({ databaseUrl: database.url, port: 0, host: '127.0.0.1' });
  client = connect(node.port);
});
afterAll(async () => {
  await client.dispose();
  await node.stop();
  await database.drop();
});

it('stores and reads back', async () => {
  const written = await client.appendToStream('a', someEvents(3), { expectedRevision: 'no_stream' });
  expect(written).toMatchObject({ success: true, nextExpectedRevision: 2n });
  const events = await collect(client.readStream('a'));
  expect(events.map(({ event }) => event?.data)).toEqual([{ number: 0 }, { number: 1 }, { number: 2 }]);
  const all = await collect(client.readAll());
  expect(all).toHaveLength(5);
  const got: unknown[] = [];
  const sub = client.subscribeToAll();
  for await (const { event } of sub) {
    got.push(event?.type);
    if (got.length === 5) void client.appendToStream('b', jsonEvent({ type: 'later', data: {} }));
    if (got.length === 6) break;
  }
  expect(got.at(-1)).toBe('later');
});
