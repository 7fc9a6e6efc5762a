import { EventStore } from '@pgai/event-store/event-store.js';
import { rebuild } from '../../../apps/projector/dist/rebuild.js';
import { teamList } from '../../../apps/projector/dist/teams/team-list.projection.js';
import { serveJobs } from '../load.ts';

const databaseUrl = process.env.DATABASE_URL ?? '';
const store = new EventStore(process.env.EVENTSTORE_URL ?? '');

/** What `npm run rebuild -- team-list` does; the projection holds nothing personal to open. */
serveJobs(async () => {
  const began = performance.now();
  const { events } = await rebuild(teamList, { databaseUrl, store, open: async () => null });
  return { events, perSecond: events / ((performance.now() - began) / 1_000) };
});
