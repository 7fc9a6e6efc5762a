import { EventStore } from '@pgai/event-store/event-store.js';
import { projections } from '../../../apps/projector/dist/followers.js';
import { rebuild } from '../../../apps/projector/dist/rebuild.js';
import { serveJobs } from '../load.ts';

const databaseUrl = process.env.DATABASE_URL ?? '';
const store = new EventStore(process.env.EVENTSTORE_URL ?? '');

/** What `npm run rebuild -- all` does, or one of it; the seconds of each projection. */
serveJobs(async ({ only }: { only?: string }) => {
  const seconds: Record<string, number> = {};
  for (const projection of projections.filter(({ name }) => !only || name === only)) {
    const began = performance.now();
    await rebuild(projection, { databaseUrl, store, open: async () => null });
    seconds[projection.name] = (performance.now() - began) / 1_000;
  }
  return seconds;
});
