import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { metadata } from '../platform.ts';

const eventsEach = 20;

/** A log of teams, each with a founder and a long series of names; about 390 bytes an event. */
export async function writeHistory(eventStoreUrl: string, events: number) {
  const client = EventStoreDBClient.connectionString(eventStoreUrl);
  let left = events / eventsEach;
  const writer = async () => {
    while (left-- > 0) {
      const id = randomUUID();
      const told = metadata(id, randomUUID());
      const rename = (n: number) => ({ type: 'TeamRenamed', data: { name: `Meridian Freight ${n}` } });
      const story = [
        { type: 'TeamCreated', data: { name: 'Meridian Freight' } },
        { type: 'MemberJoined', data: { user_id: told.actor.id, role: 'owner' } },
        ...Array.from({ length: eventsEach - 2 }, (_, n) => rename(n)),
      ];
      const proposed = story.map((event) => jsonEvent({ ...event, metadata: told }));
      await client.appendToStream(`team-${id}`, proposed, { expectedRevision: NO_STREAM });
    }
  };
  await Promise.all(Array.from({ length: 16 }, writer));
  await client.dispose();
}
