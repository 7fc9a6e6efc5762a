import { describe, it } from 'vitest';
import { given } from '../testing/given.js';
import { invited, joined, meridian, reassigned, requested, user } from '../testing/meridian.js';
import { type TeamCommand, type TeamEvent, team } from './team.js';

const when = (command: TeamCommand, ...more: TeamEvent[]) => given(team, ...meridian, ...more).when(command);
const left = (user_id: string): TeamEvent => ({ type: 'MemberLeft', data: { user_id } });
const removed = (user_id: string): TeamEvent => ({ type: 'MemberRemoved', data: { user_id } });
const deactivated = (user_id: string): TeamEvent => ({ type: 'MemberDeactivated', data: { user_id } });
const reactivated = (user_id: string): TeamEvent => ({ type: 'MemberReactivated', data: { user_id } });

describe('leaving', () => {
  const leave = (id: string, reassign_to?: string): TeamCommand => ({
    type: 'LeaveTeam',
    by: user(id),
    ...(reassign_to && { reassign_to }),
  });

  it('hands over to the first owner or admin', () =>
    when(leave('grace')).decides(reassigned('grace', 'ada'), left('grace')));
  it('hands over to whom one says', () =>
    when(leave('grace', 'tomasz')).decides(reassigned('grace', 'tomasz'), left('grace')));
  it('hands over to nobody who could not take over', () =>
    when(leave('grace', 'yuki')).refused('successor-not-possible'));
  it('is refused to the last owner', () => when(leave('ada')).refused('last-owner'));
  it('is open to an owner who is not the last', () =>
    when(leave('ada'), joined('lin', 'owner')).decides(reassigned('ada', 'tomasz'), left('ada')));
  it('is refused to the last active owner', () =>
    when(leave('ada'), joined('lin', 'owner'), deactivated('lin')).refused('last-owner'));
  it('is nothing for an API key', () =>
    when({ type: 'LeaveTeam', by: { kind: 'api_key', id: 'k', role: 'admin' } }).refused('people-only'));
  it('hides the team from strangers', () => when(leave('eve')).refused('team-not-found'));
});

describe('removing a member', () => {
  const remove = (id: string, user_id: string): TeamCommand => ({
    type: 'RemoveMember',
    user_id,
    by: user(id),
  });

  it('hands over to who removes', () =>
    when(remove('tomasz', 'grace')).decides(reassigned('grace', 'tomasz'), removed('grace')));
  it('is refused to developers', () => when(remove('grace', 'yuki')).refused('not-permitted'));
  it('of an owner needs an owner', () => when(remove('tomasz', 'ada')).refused('owner-required'));
  it('of oneself is leaving', () => when(remove('ada', 'ada')).refused('own-membership'));
  it('of nobody is refused', () => when(remove('ada', 'eve')).refused('member-not-found'));
  it('takes the grants along: who joins again starts anew', () =>
    given(
      team,
      ...meridian,
      {
        type: 'PermissionGranted',
        data: { user_id: 'grace', permission: 'members:invite', conditions: [] },
      },
      removed('grace'),
      joined('grace', 'developer'),
    )
      .when({ type: 'RemoveMember', user_id: 'yuki', by: user('grace') })
      .refused('not-permitted'));
  it('ends the requests they made, and keeps the invitations they sent', () =>
    when(
      remove('ada', 'tomasz'),
      invited('i1', 'viewer', 'tomasz'),
      requested('r1', 'yuki', 'viewer', 'admin', 'tomasz'),
    ).decides(reassigned('tomasz', 'ada'), removed('tomasz'), {
      type: 'MemberRoleChangeLapsed',
      data: { request_id: 'r1' },
    }));
});

describe('deactivating a member', () => {
  const deactivate = (id: string, user_id: string): TeamCommand => ({
    type: 'DeactivateMember',
    user_id,
    by: user(id),
  });

  it('hands over to who does it', () =>
    when(deactivate('tomasz', 'grace')).decides(reassigned('grace', 'tomasz'), deactivated('grace')));
  it('twice is nothing new', () => when(deactivate('ada', 'grace'), deactivated('grace')).decides());
  it('of oneself is refused', () => when(deactivate('ada', 'ada')).refused('own-membership'));
  it('leaves nothing one may do', () =>
    when({ type: 'RenameTeam', name: 'Mine', by: user('tomasz') }, deactivated('tomasz')).refused(
      'team-not-found',
    ));
  it('revokes the invitations nobody could have sent in their place', () =>
    when(
      { type: 'DeactivateMember', user_id: 'lin', reassign_to: 'tomasz', by: user('ada') },
      joined('lin', 'owner'),
      invited('i1', 'owner', 'lin'),
      invited('i2', 'viewer', 'lin'),
    ).decides(reassigned('lin', 'tomasz'), deactivated('lin'), {
      type: 'InvitationRevoked',
      data: { invitation_id: 'i1' },
    }));
});

describe('reactivating a member', () => {
  const reactivate = (id: string, user_id: string): TeamCommand => ({
    type: 'ReactivateMember',
    user_id,
    by: user(id),
  });

  it('gives the role back', () =>
    when(reactivate('tomasz', 'grace'), deactivated('grace')).decides(reactivated('grace')));
  it('of an active member is nothing new', () => when(reactivate('ada', 'grace')).decides());
  it('is not for oneself', () =>
    when(reactivate('grace', 'grace'), deactivated('grace')).refused('team-not-found'));
  it('of an owner needs an owner', () =>
    when(reactivate('tomasz', 'lin'), joined('lin', 'owner'), deactivated('lin')).refused('owner-required'));
});
