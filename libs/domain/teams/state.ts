import { type Actor, demand } from '../permissions/actor.js';
import type { Facts, Grant, Holder } from '../permissions/allows.js';
import type { Permission } from '../permissions/permissions.js';
import type { Role } from '../permissions/role.js';
import type { Sealed } from '../personal.js';
import type { Inviter, TeamEvent } from './events.js';
import { noPolicy, type SecurityPolicy } from './security-policy.js';
import type { ViewLimits } from './view-limits.js';

/** Deactivated members keep their place and role, and may do nothing. */
export type Member = { role: Role; active: boolean; grants: readonly Grant[] };

export type Invitation = {
  invited_by: Inviter;
  email: Sealed;
  role: Role;
  expires_at: string;
  sent: number;
};

/** A sensitive change of role that waits for a second person. */
export type RoleRequest = { user_id: string; from: Role; to: Role; requested_by: string };

export type ActiveTeam = {
  status: 'active';
  name: string;
  /** in the order they joined */
  members: ReadonlyMap<string, Member>;
  /** those that were neither accepted nor revoked */
  invitations: ReadonlyMap<string, Invitation>;
  requests: ReadonlyMap<string, RoleRequest>;
  policy: SecurityPolicy;
  /** null: none but the usual ones */
  view_limits: ViewLimits | null;
};

/** Only what the rules need; what people look at lives in read models. */
export type Team = { status: 'absent' } | ActiveTeam;

const none: ActiveTeam = {
  status: 'active',
  name: '',
  members: new Map(),
  invitations: new Map(),
  requests: new Map(),
  policy: noPolicy,
  view_limits: null,
};

export const evolve = (team: Team, event: TeamEvent): Team => {
  if (event.type === 'TeamCreated') return { ...none, name: event.data.name };
  return team.status === 'active' ? next(team, event) : team;
};

const next = (team: ActiveTeam, event: Exclude<TeamEvent, { type: 'TeamCreated' }>): ActiveTeam => {
  const { members, invitations, requests } = team;
  switch (event.type) {
    case 'TeamRenamed':
      return { ...team, name: event.data.name };
    case 'SecurityPolicySet':
      return { ...team, policy: event.data };
    case 'ViewLimitsSet':
      return { ...team, view_limits: event.data };

    case 'MemberJoined': {
      const { user_id, role } = event.data;
      return { ...team, members: put(members, user_id, { role, active: true, grants: [] }) };
    }
    case 'MemberLeft':
    case 'MemberRemoved':
      return { ...team, members: without(members, event.data.user_id) };
    case 'MemberDeactivated':
      return { ...team, members: changed(members, event.data.user_id, { active: false }) };
    case 'MemberReactivated':
      return { ...team, members: changed(members, event.data.user_id, { active: true }) };
    case 'ResourcesReassigned':
      return { ...team, invitations: reassigned(invitations, event.data) };

    case 'MemberInvited': {
      const { invitation_id, ...invitation } = event.data;
      return { ...team, invitations: put(invitations, invitation_id, { ...invitation, sent: 1 }) };
    }
    case 'InvitationResent': {
      const { invitation_id, expires_at } = event.data;
      const sent = (invitations.get(invitation_id)?.sent ?? 0) + 1;
      return { ...team, invitations: changed(invitations, invitation_id, { expires_at, sent }) };
    }
    case 'InvitationRevoked':
    case 'InvitationAccepted':
      return { ...team, invitations: without(invitations, event.data.invitation_id) };

    case 'MemberRoleChanged':
      return { ...team, members: changed(members, event.data.user_id, { role: event.data.to }) };
    case 'MemberRoleChangeRequested': {
      const { request_id, ...request } = event.data;
      return { ...team, requests: put(requests, request_id, request) };
    }
    case 'MemberRoleChangeApproved':
    case 'MemberRoleChangeRejected':
    case 'MemberRoleChangeWithdrawn':
    case 'MemberRoleChangeLapsed':
      return { ...team, requests: without(requests, event.data.request_id) };

    case 'PermissionGranted':
    case 'PermissionRevoked': {
      const { user_id, ...grant } = event.data;
      const kept = (members.get(user_id)?.grants ?? []).filter((other) => !sameGrant(other, grant));
      const grants = event.type === 'PermissionGranted' ? [...kept, grant] : kept;
      return { ...team, members: changed(members, user_id, { grants }) };
    }
    default:
      return team; // an event written by a newer version, or one that changes no rule here
  }
};

const put = <T>(map: ReadonlyMap<string, T>, key: string, value: T) => new Map(map).set(key, value);

const without = <T>(map: ReadonlyMap<string, T>, key: string) => {
  const rest = new Map(map);
  rest.delete(key);
  return rest;
};

const changed = <T extends object>(map: ReadonlyMap<string, T>, key: string, to: Partial<T>) => {
  const value = map.get(key);
  return value ? put(map, key, { ...value, ...to }) : map;
};

const reassigned = (invitations: ActiveTeam['invitations'], { from, to }: { from: string; to: string }) =>
  new Map(
    [...invitations].map(([id, invitation]) => {
      const theirs = invitation.invited_by.kind === 'user' && invitation.invited_by.id === from;
      return [id, theirs ? { ...invitation, invited_by: { kind: 'user' as const, id: to } } : invitation];
    }),
  );

export const sameGrant = (a: Grant, b: Grant) =>
  a.permission === b.permission && JSON.stringify(a.conditions) === JSON.stringify(b.conditions);

/** What somebody holds here; undefined for strangers and for the deactivated, to whom the team looks not there. */
export const holderOf = (team: Team, userId: string): Holder | undefined => {
  const member = team.status === 'active' ? team.members.get(userId) : undefined;
  return member?.active ? member : undefined;
};

/** @throws DomainError unless the actor may do this */
export const permitted = (team: ActiveTeam, by: Actor, permission: Permission, facts?: Facts) =>
  demand(by, permission, (id) => holderOf(team, id), facts);
