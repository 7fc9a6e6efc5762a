import { randomUUID } from 'node:crypto';
import type { Event } from '@pgai/domain/decider.js';
import type { Metadata } from '@pgai/event-store/event.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { migrate } from '../../libs/db/migrate.ts';
import { createDatabase } from './database.ts';
import { startEventNode } from './event-node.ts';

export const metadata = (more: Partial<Metadata> = {}): Metadata => ({
  actor: { kind: 'user', id: 'ada' },
  team_id: null,
  correlation_id: randomUUID(),
  causation_id: null,
  request_id: randomUUID(),
  at: '2026-11-20T22:00:00.000Z',
  schema: 1,
  ...more,
});

/** A platform database with all its tables, and a log in it: history is given as events. */
export async function startEventLog() {
  const database = await createDatabase();
  await migrate(database.url);
  let node = await startEventNode(database.url);
  const store = new EventStore(node.url);
  return {
    databaseUrl: database.url,
    store,
    /** Appends to the end of the stream and answers the position of the newest event. */
    async given(stream: string, ...events: Event[]) {
      await store.append(
        stream,
        events,
        'any',
        metadata(),
        events.map(() => randomUUID()),
      );
      return store.head();
    },
    /** A crash of the node, and a new one on the same port. */
    async restartNode() {
      await node.kill();
      node = await startEventNode(database.url, node.port);
    },
    async stop() {
      await store.dispose();
      await node.stop();
      await database.drop();
    },
  };
}
