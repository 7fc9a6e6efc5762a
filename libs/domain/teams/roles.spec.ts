import { describe, it } from 'vitest';
import type { Role } from '../permissions/role.js';
import { given } from '../testing/given.js';
import { joined, meridian, requested, user } from '../testing/meridian.js';
import { type TeamCommand, type TeamEvent, team } from './team.js';

const when = (command: TeamCommand, ...more: TeamEvent[]) => given(team, ...meridian, ...more).when(command);
const change = (id: string, user_id: string, role: Role): TeamCommand => ({
  type: 'ChangeRole',
  user_id,
  role,
  request_id: 'r1',
  by: user(id),
});
const changed = (user_id: string, from: Role, to: Role): TeamEvent => ({
  type: 'MemberRoleChanged',
  data: { user_id, from, to },
});
const decide = (type: 'ApproveRoleChange' | 'RejectRoleChange' | 'WithdrawRoleChange', id: string) =>
  ({ type, request_id: 'r1', by: user(id) }) satisfies TeamCommand;
const approved: TeamEvent = { type: 'MemberRoleChangeApproved', data: { request_id: 'r1' } };
const lapsed: TeamEvent = { type: 'MemberRoleChangeLapsed', data: { request_id: 'r1' } };

describe('changing a role', () => {
  it('between developer and viewer takes one person', () =>
    when(change('tomasz', 'grace', 'viewer')).decides(changed('grace', 'developer', 'viewer')));
  it('to the same role is nothing new', () => when(change('ada', 'grace', 'developer')).decides());
  it('is refused to developers', () => when(change('grace', 'yuki', 'developer')).refused('not-permitted'));
  it('is nothing for API keys', () =>
    when({
      ...change('k', 'grace', 'viewer'),
      by: { kind: 'api_key', id: 'k', role: 'admin' },
    } as never).refused('people-only'));
  it('to owner needs an owner', () => when(change('tomasz', 'grace', 'owner')).refused('owner-required'));
  it('of an owner needs an owner', () => when(change('tomasz', 'ada', 'viewer')).refused('owner-required'));
  it('to admin waits for a second person', () =>
    when(change('ada', 'grace', 'admin')).decides(requested('r1', 'grace', 'developer', 'admin', 'ada')));
  it('of the only one who could approve waits for nobody', () =>
    when(change('ada', 'tomasz', 'owner')).decides(changed('tomasz', 'admin', 'owner')));
  it('of an admin waits for a second person', () =>
    when(change('ada', 'tomasz', 'viewer'), joined('lin', 'admin')).decides(
      requested('r1', 'tomasz', 'admin', 'viewer', 'ada'),
    ));
  it('counts no deactivated person as the second', () =>
    when(change('ada', 'grace', 'admin'), { type: 'MemberDeactivated', data: { user_id: 'tomasz' } }).decides(
      changed('grace', 'developer', 'admin'),
    ));
  it('of one’s own upwards is refused', () =>
    when(change('tomasz', 'tomasz', 'owner')).refused('owner-required'));
  it('of one’s own downwards takes nobody else', () =>
    when(change('tomasz', 'tomasz', 'viewer')).decides(changed('tomasz', 'admin', 'viewer')));
  it('of the last owner is refused', () => when(change('ada', 'ada', 'admin')).refused('last-owner'));
  it('waits once at a time', () =>
    when(change('ada', 'grace', 'viewer'), requested('r0', 'grace', 'developer', 'admin', 'ada')).refused(
      'request-pending',
    ));
  it('of nobody is refused', () => when(change('ada', 'eve', 'viewer')).refused('member-not-found'));
});

describe('a request', () => {
  const pending = requested('r1', 'grace', 'developer', 'admin', 'ada');

  it('is approved by a second person', () =>
    when(decide('ApproveRoleChange', 'tomasz'), pending).decides(
      approved,
      changed('grace', 'developer', 'admin'),
    ));
  it('is rejected by a second person', () =>
    when(decide('RejectRoleChange', 'tomasz'), pending).decides({
      type: 'MemberRoleChangeRejected',
      data: { request_id: 'r1' },
    }));
  it.each(['ApproveRoleChange', 'RejectRoleChange'] as const)('%s: not by who asked', (type) =>
    when(decide(type, 'ada'), pending).refused('second-person-required'),
  );
  it('is not approved by whom it is about', () =>
    when(
      decide('ApproveRoleChange', 'lin'),
      joined('lin', 'admin'),
      requested('r1', 'lin', 'admin', 'owner', 'ada'),
    ).refused('second-person-required'));
  it('is not approved by developers', () =>
    when(decide('ApproveRoleChange', 'grace'), pending).refused('not-permitted'));
  it('is withdrawn by who asked', () =>
    when(decide('WithdrawRoleChange', 'ada'), pending).decides({
      type: 'MemberRoleChangeWithdrawn',
      data: { request_id: 'r1' },
    }));
  it('is not withdrawn by others', () =>
    when(decide('WithdrawRoleChange', 'tomasz'), pending).refused('not-your-request'));
  it('that was decided is not there', () =>
    when(decide('ApproveRoleChange', 'tomasz'), pending, approved).refused('request-not-found'));

  it('lapses when who asked has lost the right', () =>
    when(
      { type: 'RemoveMember', user_id: 'lin', by: user('ada') },
      joined('lin', 'admin'),
      requested('r1', 'yuki', 'viewer', 'admin', 'lin'),
    ).decides(
      { type: 'ResourcesReassigned', data: { from: 'lin', to: 'ada' } },
      { type: 'MemberRemoved', data: { user_id: 'lin' } },
      lapsed,
    ));
  it('lapses when nobody is left to approve', () =>
    when({ type: 'DeactivateMember', user_id: 'tomasz', by: user('ada') }, pending).decides(
      { type: 'ResourcesReassigned', data: { from: 'tomasz', to: 'ada' } },
      { type: 'MemberDeactivated', data: { user_id: 'tomasz' } },
      lapsed,
    ));
  it('lapses when whom it is about is gone', () =>
    when({ type: 'LeaveTeam', by: user('grace') }, pending).decides(
      { type: 'ResourcesReassigned', data: { from: 'grace', to: 'ada' } },
      { type: 'MemberLeft', data: { user_id: 'grace' } },
      lapsed,
    ));
});
