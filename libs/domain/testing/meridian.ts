import type { Role } from '../permissions/role.js';
import type { TeamEvent } from '../teams/events.js';

/** Spec helper: a team of one owner, one admin, one developer and one viewer, and what happens in it. */
export const joined = (user_id: string, role: Role): TeamEvent => ({
  type: 'MemberJoined',
  data: { user_id, role },
});

export const meridian: TeamEvent[] = [
  { type: 'TeamCreated', data: { name: 'Meridian Freight' } },
  joined('ada', 'owner'),
  joined('tomasz', 'admin'),
  joined('grace', 'developer'),
  joined('yuki', 'viewer'),
];

export const user = (id: string) => ({ kind: 'user' as const, id });

export const at = '2026-11-21T00:00:00.000Z';
export const nextWeek = '2026-11-28T00:00:00.000Z';

export const invited = (invitation_id: string, role: Role, by: string): TeamEvent => ({
  type: 'MemberInvited',
  data: {
    invitation_id,
    email: { $sealed: 'e' },
    role,
    expires_at: nextWeek,
    invited_by: { kind: 'user', id: by },
  },
});

export const requested = (
  request_id: string,
  user_id: string,
  from: Role,
  to: Role,
  by: string,
): TeamEvent => ({
  type: 'MemberRoleChangeRequested',
  data: { request_id, user_id, from, to, requested_by: by },
});

export const reassigned = (from: string, to: string): TeamEvent => ({
  type: 'ResourcesReassigned',
  data: { from, to },
});
