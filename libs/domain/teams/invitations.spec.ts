import { describe, it } from 'vitest';
import type { Role } from '../permissions/role.js';
import { given } from '../testing/given.js';
import { at, invited, joined, meridian, nextWeek, requested, user } from '../testing/meridian.js';
import { type TeamCommand, type TeamEvent, team } from './team.js';

const when = (command: TeamCommand, ...more: TeamEvent[]) => given(team, ...meridian, ...more).when(command);
const email = { $sealed: 'e' };
const invite = (id: string, role: Role): TeamCommand => ({
  type: 'InviteMember',
  invitation_id: 'i1',
  email,
  role,
  at,
  expires_at: nextWeek,
  by: user(id),
});
const grace: TeamEvent = {
  type: 'PermissionGranted',
  data: {
    user_id: 'grace',
    permission: 'members:invite',
    conditions: [{ field: 'role', operator: 'in', value: ['viewer'] }],
  },
};

describe('an invitation', () => {
  it('is sent by admins', () => when(invite('tomasz', 'viewer')).decides(invited('i1', 'viewer', 'tomasz')));
  it('is not sent by developers', () => when(invite('grace', 'viewer')).refused('not-permitted'));
  it('as owner is sent by owners only', () => when(invite('tomasz', 'owner')).refused('owner-required'));
  it('is sent by whom that was granted', () =>
    when(invite('grace', 'viewer'), grace).decides(invited('i1', 'viewer', 'grace')));
  it('is not sent by them for another role', () =>
    when(invite('grace', 'developer'), grace).refused('not-permitted'));
  it('above viewer is not sent by a viewer, whatever was granted', () =>
    when(invite('yuki', 'developer'), {
      type: 'PermissionGranted',
      data: { user_id: 'yuki', permission: 'members:invite', conditions: [] },
    }).refused('above-your-role'));
  it.each<[Role, string]>([
    ['admin', 'people-only'],
    ['owner', 'owner-required'],
  ])('as %s is not sent by an API key', (role, code) =>
    when({ ...invite('ada', role), by: { kind: 'api_key', id: 'k', role: 'admin' } } as TeamCommand).refused(
      code,
    ),
  );
  it('is the thousandth at most', () =>
    when(
      invite('ada', 'viewer'),
      ...Array.from({ length: 1000 }, (_, n) => invited(`x${n}`, 'viewer', 'ada')),
    ).refused('too-many-invitations'));
  it('is revoked by whoever may invite', () =>
    when(
      { type: 'RevokeInvitation', invitation_id: 'i1', by: user('tomasz') },
      invited('i1', 'viewer', 'ada'),
    ).decides({ type: 'InvitationRevoked', data: { invitation_id: 'i1' } }));
  it('that is not there cannot be revoked', () =>
    when({ type: 'RevokeInvitation', invitation_id: 'i1', by: user('ada') }).refused('invitation-not-found'));
  it('is sent five times at most', () => {
    const resent: TeamEvent = {
      type: 'InvitationResent',
      data: { invitation_id: 'i1', email, role: 'viewer', expires_at: nextWeek },
    };
    const resend: TeamCommand = {
      type: 'ResendInvitation',
      invitation_id: 'i1',
      expires_at: nextWeek,
      by: user('ada'),
    };
    when(resend, invited('i1', 'viewer', 'ada'), resent, resent, resent).decides(resent);
    when(resend, invited('i1', 'viewer', 'ada'), resent, resent, resent, resent).refused(
      'invitation-sent-often',
    );
  });
});

describe('importing', () => {
  it('invites all in one go', () =>
    when({
      type: 'ImportMembers',
      members: [
        { invitation_id: 'i1', email, role: 'viewer' },
        { invitation_id: 'i2', email, role: 'developer' },
      ],
      at,
      expires_at: nextWeek,
      by: user('ada'),
    }).decides(
      { type: 'MembersImported', data: { invitation_ids: ['i1', 'i2'] } },
      invited('i1', 'viewer', 'ada'),
      invited('i2', 'developer', 'ada'),
    ));
  it('invites nobody when one of them may not be invited', () =>
    when({
      type: 'ImportMembers',
      members: [
        { invitation_id: 'i1', email, role: 'viewer' },
        { invitation_id: 'i2', email, role: 'owner' },
      ],
      at,
      expires_at: nextWeek,
      by: user('tomasz'),
    }).refused('owner-required'));
});

describe('accepting', () => {
  const accept = (user_id = 'lin', now = at): TeamCommand => ({
    type: 'AcceptInvitation',
    invitation_id: 'i1',
    user_id,
    request_id: 'r1',
    at: now,
  });
  const accepted: TeamEvent = { type: 'InvitationAccepted', data: { invitation_id: 'i1', user_id: 'lin' } };

  it('makes a member', () =>
    when(accept(), invited('i1', 'viewer', 'ada')).decides(accepted, joined('lin', 'viewer')));
  it('works once', () =>
    when(accept(), invited('i1', 'viewer', 'ada'), accepted).refused('invitation-not-found'));
  it('works no more once revoked', () =>
    when(accept(), invited('i1', 'viewer', 'ada'), {
      type: 'InvitationRevoked',
      data: { invitation_id: 'i1' },
    }).refused('invitation-not-found'));
  it('works no more once expired', () =>
    when(accept('lin', nextWeek), invited('i1', 'viewer', 'ada')).refused('invitation-expired'));
  it('is refused to members', () =>
    when(accept('grace'), invited('i1', 'viewer', 'ada')).refused('already-member'));
  it('as admin waits for a second person', () =>
    when(accept(), invited('i1', 'admin', 'ada')).decides(
      accepted,
      joined('lin', 'developer'),
      requested('r1', 'lin', 'developer', 'admin', 'ada'),
    ));
  it('as admin waits for nobody where there is nobody', () =>
    given(
      team,
      { type: 'TeamCreated', data: { name: 'Meridian' } },
      joined('ada', 'owner'),
      invited('i1', 'admin', 'ada'),
    )
      .when(accept())
      .decides(accepted, joined('lin', 'admin')));
});
