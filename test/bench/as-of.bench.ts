import { randomUUID } from 'node:crypto';
import { writeTeamHistory } from './as-of/team-history.ts';
import { atMost, type Bench, figure, median } from './harness.ts';
import { signUp, startPlatform } from './platform.ts';

/** A past state of a team with a long history: the first time it is asked for, and then at any position. */
export const asOf: Bench = async (lab) => {
  const platform = await startPlatform(lab);
  const api = await platform.api();
  const ada = await signUp(api.url);
  const team = await newTeam(api.url, ada.cookie);
  const events = lab.quick ? 20_000 : 100_000;
  await writeTeamHistory(platform.node.url, { team, owner: ada.id, events });
  await platform.until(`select count(*) >= ${events} from read.ledger_entry where team_id = '${team}'`);

  const timed = async (query: string) => {
    const began = performance.now();
    const answer = await fetch(`${api.url}/api/teams/${team}/audit/as-of?${query}`, {
      headers: { cookie: ada.cookie },
    });
    if (!answer.ok) throw new Error(`as-of answered ${answer.status}: ${await answer.text()}`);
    await answer.json();
    return performance.now() - began;
  };
  const first: number[] = [];
  for (let round = 0; round < 3; round++) {
    await platform.sql('delete from app.team_snapshot');
    first.push(await timed(''));
  }
  const positions = Array.from({ length: 40 }, (_, n) => Math.ceil((events * (n + 1)) / 40));
  const later: number[] = [];
  for (const position of positions) later.push(await timed(`position=${position}&resource=team-${team}`));
  return [
    {
      what: `as-of, team of ${figure(events)} events: first answer, no snapshot yet`,
      ours: `${first.map((ms) => figure(ms / 1_000)).join(', ')} s`,
      against: '',
      value: median(first) / 1_000,
      goal: atMost(2, 's'),
    },
    {
      what: 'the same with snapshots, one resource at 40 positions: slowest',
      ours: `p50 ${figure(median(later))} ms`,
      against: '',
      value: Math.max(...later),
      goal: atMost(200, 'ms'),
    },
  ];
};

async function newTeam(url: string, cookie: string) {
  const answer = await fetch(`${url}/api/teams`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify({ name: 'Meridian' }),
  });
  const { id } = (await answer.json()) as { id?: string };
  if (!id) throw new Error(`creating a team answered ${answer.status}`);
  return id;
}
