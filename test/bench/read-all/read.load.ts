import { EventStoreDBClient } from '@eventstore/db-client';
import { serveJobs } from '../load.ts';

/** Reads the whole log as applications do, and answers events per second. */
serveJobs(async ({ url }: { url: string }) => {
  const client = EventStoreDBClient.connectionString(url);
  const began = performance.now();
  let events = 0;
  for await (const { event } of client.readAll()) if (event) events++;
  const perSecond = events / ((performance.now() - began) / 1_000);
  await client.dispose();
  return { events, perSecond };
});
