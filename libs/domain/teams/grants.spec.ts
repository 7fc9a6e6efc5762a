import { describe, it } from 'vitest';
import type { Condition } from '../permissions/allows.js';
import type { Permission } from '../permissions/permissions.js';
import { given } from '../testing/given.js';
import { meridian, user } from '../testing/meridian.js';
import { type TeamCommand, type TeamEvent, team } from './team.js';

const when = (command: TeamCommand, ...more: TeamEvent[]) => given(team, ...meridian, ...more).when(command);
const viewers: Condition = { field: 'role', operator: 'in', value: ['viewer'] };
const data = { user_id: 'grace', permission: 'members:invite' as Permission, conditions: [viewers] };
const grant = (id: string, more: Partial<typeof data> = {}): TeamCommand => ({
  type: 'GrantPermission',
  ...data,
  ...more,
  by: user(id),
});
const granted: TeamEvent = { type: 'PermissionGranted', data };

describe('granting a permission', () => {
  it('adds to the role', () => when(grant('tomasz')).decides(granted));
  it('twice is nothing new', () => when(grant('ada'), granted).decides());
  it('is refused to developers', () => when(grant('grace')).refused('not-permitted'));
  it('to oneself is refused', () => when(grant('ada', { user_id: 'ada' })).refused('own-membership'));
  it('of what one does not have is refused', () =>
    when(grant('tomasz', { permission: 'security:set', conditions: [] })).refused('not-grantable'));
  it.each<Permission>(['members:change-role', 'members:approve-role', 'members:grant'])(
    'of %s is refused: it comes with a role only',
    (permission) => when(grant('ada', { permission, conditions: [] })).refused('not-grantable'),
  );
  it('where something it knows nothing of holds is refused', () =>
    when(grant('ada', { conditions: [{ ...viewers, field: 'name' }] })).refused('condition-not-possible'));
  it('is fifty at most', () =>
    when(
      grant('ada'),
      ...Array.from(
        { length: 50 },
        (_, n): TeamEvent => ({
          type: 'PermissionGranted',
          data: { ...data, conditions: [{ ...viewers, value: `${n}` }] },
        }),
      ),
    ).refused('too-many-grants'));
});

describe('revoking a permission', () => {
  const revoke = (id: string): TeamCommand => ({ ...grant(id), type: 'RevokePermission' }) as TeamCommand;

  it('takes this very grant', () =>
    when(revoke('ada'), granted).decides({ type: 'PermissionRevoked', data }));
  it('that was not granted is nothing new', () => when(revoke('ada')).decides());
  it('ends the invitations that stood on it', () =>
    when(revoke('ada'), granted, {
      type: 'MemberInvited',
      data: {
        invitation_id: 'i1',
        email: { $sealed: 'e' },
        role: 'viewer',
        expires_at: '2026-11-28T00:00:00.000Z',
        invited_by: user('grace'),
      },
    }).decides(
      { type: 'PermissionRevoked', data },
      { type: 'InvitationRevoked', data: { invitation_id: 'i1' } },
    ));
});
