import { describe, it } from 'vitest';
import { given } from '../testing/given.js';
import { meridian, user } from '../testing/meridian.js';
import { type TeamCommand, type TeamEvent, team } from './team.js';

const limits = { tables: 5, joins: 4, columns: 30, expressions: 200 };
const set: TeamEvent = { type: 'ViewLimitsSet', data: limits };
const when = (by: string, ...more: TeamEvent[]) =>
  given(team, ...meridian, ...more).when({ type: 'SetViewLimits', limits, by: user(by) } as TeamCommand);

describe('the limits of views', () => {
  it.each(['ada', 'tomasz'])('are set by owners and admins: %s', (by) => when(by).decides(set));
  it.each(['grace', 'yuki'])('are not set by others: %s', (by) => when(by).refused('not-permitted'));
  it('set again as they are change nothing', () => when('ada', set).decides());
  it('set otherwise replace what was', () =>
    when('ada', { type: 'ViewLimitsSet', data: { ...limits, tables: 6 } }).decides(set));
});
