import { randomUUID } from 'node:crypto';
import { atLeast, atMost, type Bench, figure, interleaved, median, ratio } from './harness.ts';
import type { Loaded } from './load.ts';
import { makeTeams, startPlatform } from './platform.ts';
import { writeHistory } from './read-all/history.ts';

type Read = { events: number; perSecond: number };

/** How far the read model is behind, and how fast it is made anew. */
export const projector: Bench = async (lab) => {
  const platform = await startPlatform(lab);
  const { env, node } = platform;
  const teams = await makeTeams(platform, randomUUID(), 100);
  await platform.until(`select count(*) = ${teams.length} from read.team_list`);
  const lag = await lab.load<Loaded>(
    'projector/lag.load.ts',
    env,
  )({ teams, perSecond: 100, seconds: lab.quick ? 4 : 15 });

  await platform.projector.stop();
  const events = lab.quick ? 20_000 : 100_000;
  await writeHistory(node.url, events);
  const read = lab.load<Read>('read-all/read.load.ts', {});
  const rebuild = lab.load<Read>('projector/rebuild.load.ts', env);
  const rounds = await interleaved(lab.longRounds, {
    ours: () => rebuild({}),
    read: () => read({ url: node.url }),
  });

  const speed = (reads: Read[]) => reads.map(({ perSecond }) => perSecond);
  const said = (reads: Read[]) => `${figure(median(speed(reads)))} events/s`;
  return [
    {
      what: 'projector, 100 appends/s: append sent to row visible, p99',
      ours: `p50 ${figure(lag.p50)} ms`,
      against: '',
      value: lag.p99,
      goal: atMost(200, 'ms'),
    },
    {
      what: `rebuild of team-list from ${figure(events)} events / readAll alone`,
      ours: said(rounds.ours),
      against: said(rounds.read),
      ...ratio(speed(rounds.ours), speed(rounds.read)),
      goal: atLeast(0.5),
    },
  ];
};
