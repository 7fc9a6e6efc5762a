import { atMost, type Bench, figure } from './harness.ts';
import type { Loaded } from './load.ts';
import { makeTeams, signUp, startPlatform } from './platform.ts';

/** From the answer to a command until a page on another API process hears that the read model has moved. */
export const notice: Bench = async (lab) => {
  const platform = await startPlatform(lab);
  const [api, otherApi] = [await platform.api(), await platform.api()];
  const { id, cookie } = await signUp(api.url);
  const teams = await makeTeams(platform, id, 20);
  await platform.until(`select count(*) = ${teams.length} from read.team_member`);

  const { p50, p99 } = await lab.load<Loaded>(
    'notice/notice.load.ts',
    {},
  )({ api: api.url, otherApi: otherApi.url, cookie, teams, perSecond: 20, seconds: lab.quick ? 4 : 15 });
  return [
    {
      what: "notice, 20 commands/s: command's answer to `moved` at another API's page, p99",
      ours: `p50 ${figure(p50)} ms`,
      against: '',
      value: p99,
      goal: atMost(100, 'ms'),
    },
  ];
};
