import { once } from 'node:events';
import type { ServerToClient } from '@pgai/contracts/live.js';
import type { Receipt } from '@pgai/contracts/receipt.js';
import { io, type Socket } from 'socket.io-client';
import { atPace, Sightings, serveJobs, summary } from '../load.ts';

type Notices = {
  api: string;
  otherApi: string;
  cookie: string;
  teams: string[];
  perSecond: number;
  seconds: number;
};

/** Commands to one API process, and a page that hears of them from another. */
serveJobs(async ({ api, otherApi, cookie, teams, perSecond, seconds }: Notices) => {
  const page: Socket<ServerToClient> = io(otherApi, {
    transports: ['websocket'],
    extraHeaders: { cookie },
    reconnection: false,
  });
  await once(page as never, 'connect');
  const seen = new Sightings();
  page.on('moved', ({ id, revision }) => seen.saw(`${id} ${revision}`));

  const lags: number[] = [];
  await atPace(perSecond, seconds, async (n) => {
    const answer = await fetch(`${api}/api/teams/${teams[n % teams.length]}/rename`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ name: `Meridian Freight ${n}` }),
    });
    const { id, revision } = (await answer.json()) as Receipt;
    const answered = performance.now();
    lags.push((await seen.of(`${id} ${revision}`)) - answered);
  });
  page.close();
  return summary(lags, seconds);
});
