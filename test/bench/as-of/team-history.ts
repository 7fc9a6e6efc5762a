import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { metadata } from '../platform.ts';

const eventsEach = 25;

/** So many events of one team, over streams of 25 and its own, in turn. */
export async function writeTeamHistory(
  eventStoreUrl: string,
  { team, owner, events }: { team: string; owner: string; events: number },
) {
  const client = EventStoreDBClient.connectionString(eventStoreUrl);
  const told = metadata(team, owner);
  let left = events / eventsEach / 2;
  const writer = async () => {
    while (left-- > 0) {
      const rename = (n: number) =>
        jsonEvent({ type: 'TeamRenamed', data: { name: `Meridian Freight ${n}` }, metadata: told });
      const created = jsonEvent({ type: 'TeamCreated', data: { name: 'Depot' }, metadata: told });
      const names = Array.from({ length: eventsEach }, (_, n) => rename(n));
      await client.appendToStream(`team-${randomUUID()}`, [created, ...names.slice(1)]);
      await client.appendToStream(`team-${team}`, names);
    }
  };
  await Promise.all(Array.from({ length: 16 }, writer));
  await client.dispose();
}
