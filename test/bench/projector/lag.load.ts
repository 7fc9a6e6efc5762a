import { randomUUID } from 'node:crypto';
import { EventStore } from '@pgai/event-store/event-store.js';
import pg from 'pg';
import { atPace, Sightings, serveJobs, summary } from '../load.ts';
import { metadata } from '../platform.ts';

type Lag = { teams: string[]; perSecond: number; seconds: number };

const store = new EventStore(process.env.EVENTSTORE_URL ?? '');
const seen = new Sightings();
const listener = new pg.Client(process.env.DATABASE_URL);
await listener.connect();
await listener.query('listen pgai_moved'); // delivered once the rows are committed
listener.on('notification', ({ payload = '' }) => {
  const { id, revision } = JSON.parse(payload) as { id: string; revision: number };
  seen.saw(`${id} ${revision}`);
});

/** Renames teams in turn, and takes the time from sending the append to the read model's commit. */
serveJobs(async ({ teams, perSecond, seconds }: Lag) => {
  const lags: number[] = [];
  await atPace(perSecond, seconds, async (n) => {
    const team = teams[n % teams.length] as string;
    const newest = 1 + Math.floor(n / teams.length); // revisions 0 and 1 made the team
    const at = performance.now();
    const events = [{ type: 'TeamRenamed', data: { name: `Meridian Freight ${n}` } }];
    await store.append(`team-${team}`, events, BigInt(newest), metadata(team, team), [randomUUID()]);
    lags.push((await seen.of(`${team} ${newest + 1}`)) - at);
  });
  return summary(lags, seconds);
});
