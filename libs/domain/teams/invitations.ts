import { DomainError } from '../domain-error.js';
import { type Actor, peopleOnly } from '../permissions/actor.js';
import type { Role } from '../permissions/role.js';
import type { Sealed } from '../personal.js';
import type { TeamEvent } from './events.js';
import { alreadyMember } from './members.js';
import { approversOf } from './roles.js';
import { isAdminRole, mustReach } from './standing.js';
import { type ActiveTeam, permitted } from './state.js';

type Addressee = { invitation_id: string; email: Sealed; role: Role };

/** `at`: now, and `expires_at`: how long it counts, both ISO 8601 as whoever sends the command knows them. */
export type InvitationCommand =
  | ({ type: 'InviteMember'; at: string; expires_at: string; by: Actor } & Addressee)
  | { type: 'ImportMembers'; members: readonly Addressee[]; at: string; expires_at: string; by: Actor }
  | { type: 'ResendInvitation'; invitation_id: string; expires_at: string; by: Actor }
  | { type: 'RevokeInvitation'; invitation_id: string; by: Actor }
  /** `request_id`: for the change of role that a second person has to approve, should there be one */
  | { type: 'AcceptInvitation'; invitation_id: string; user_id: string; request_id: string; at: string };

const mostOpen = 1_000;
const mostSent = 5;

export const decideInvitation = (command: InvitationCommand, team: ActiveTeam): TeamEvent[] => {
  switch (command.type) {
    case 'InviteMember':
      return invite([command], command, team);
    case 'ImportMembers': {
      const { members } = command;
      const invited = invite(members, command, team);
      const invitation_ids = members.map(({ invitation_id }) => invitation_id);
      return invited.length > 0 ? [{ type: 'MembersImported', data: { invitation_ids } }, ...invited] : [];
    }
    case 'ResendInvitation': {
      const { invitation_id, expires_at, by } = command;
      const { email, role, sent } = invitationIn(team, invitation_id, by);
      mustReach(team, by, role);
      if (sent >= mostSent)
        throw new DomainError(
          'conflict',
          'invitation-sent-often',
          `This invitation was sent ${mostSent} times.`,
          'Check the address. To try again, revoke it and invite anew.',
        );
      return [{ type: 'InvitationResent', data: { invitation_id, email, role, expires_at } }];
    }
    case 'RevokeInvitation': {
      const { invitation_id, by } = command;
      invitationIn(team, invitation_id, by);
      return [{ type: 'InvitationRevoked', data: { invitation_id } }];
    }
    case 'AcceptInvitation':
      return accept(command, team);
  }
};

function invite(
  members: readonly Addressee[],
  { at, expires_at, by }: { at: string; expires_at: string; by: Actor },
  team: ActiveTeam,
): TeamEvent[] {
  for (const role of new Set(members.map(({ role }) => role))) {
    permitted(team, by, 'members:invite', { role });
    mustReach(team, by, role);
    if (by.kind === 'api_key' && isAdminRole(role)) throw peopleOnly();
  }
  const open = [...team.invitations.values()].filter((invitation) => invitation.expires_at > at).length;
  if (open + members.length > mostOpen)
    throw new DomainError(
      'conflict',
      'too-many-invitations',
      `A team has at most ${mostOpen} open invitations.`,
      'Revoke some that nobody will accept.',
    );
  const invited_by = { kind: by.kind === 'api_key' ? ('api_key' as const) : ('user' as const), id: by.id };
  return members.map(({ invitation_id, email, role }) => ({
    type: 'MemberInvited',
    data: { invitation_id, email, role, expires_at, invited_by },
  }));
}

/** Whoever may invite this role may also send again and revoke, whoever invited. */
function invitationIn(team: ActiveTeam, invitationId: string, by: Actor) {
  const invitation = team.invitations.get(invitationId);
  permitted(team, by, 'members:invite', { role: invitation?.role ?? '' });
  if (!invitation) throw invitationNotFound();
  return invitation;
}

/**
 * A role above developer needs two people, here as for members: they join as developers, and the rest waits for somebody
 * beside the inviter, where there is somebody.
 */
function accept(command: InvitationCommand & { type: 'AcceptInvitation' }, team: ActiveTeam): TeamEvent[] {
  const { invitation_id, user_id, request_id, at } = command;
  const invitation = team.invitations.get(invitation_id);
  if (!invitation) throw invitationNotFound();
  if (invitation.expires_at <= at)
    throw new DomainError(
      'conflict',
      'invitation-expired',
      'This invitation has expired.',
      'Ask for a new one.',
    );
  if (team.members.has(user_id)) throw alreadyMember();

  const { role: to, invited_by } = invitation;
  const waits = isAdminRole(to) && approversOf(team, { requested_by: invited_by.id, user_id }).length > 0;
  const role = waits ? 'developer' : to;
  const joined: TeamEvent[] = [
    { type: 'InvitationAccepted', data: { invitation_id, user_id } },
    { type: 'MemberJoined', data: { user_id, role } },
  ];
  if (!waits) return joined;
  const request = { request_id, user_id, from: role, to, requested_by: invited_by.id };
  return [...joined, { type: 'MemberRoleChangeRequested', data: request }];
}

export const invitationNotFound = () =>
  new DomainError(
    'not-found',
    'invitation-not-found',
    'There is no such invitation: it was accepted, revoked, or never sent.',
    'Ask for a new one.',
  );
