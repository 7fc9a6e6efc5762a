import { EventStoreDBClient, type EventType, jsonEvent, type ResolvedEvent } from '@eventstore/db-client';

export const connect = (port: number) =>
  EventStoreDBClient.connectionString(`esdb://127.0.0.1:${port}?tls=false`);

/** So many small events, numbered from 0. */
export const someEvents = (count: number, type = 'counted') =>
  Array.from({ length: count }, (_, number) => jsonEvent({ type, data: { number } }));

export async function collect(events: AsyncIterable<ResolvedEvent<EventType>>) {
  const all: ResolvedEvent<EventType>[] = [];
  for await (const event of events) all.push(event);
  return all;
}
