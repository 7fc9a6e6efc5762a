import { allows } from '../permissions/allows.js';
import type { TeamEvent } from './events.js';
import { approversOf } from './roles.js';
import { isAbove } from './standing.js';
import { type ActiveTeam, evolve, holderOf, type RoleRequest } from './state.js';

/**
 * What has lost its ground by these events ends with them, in the same append: a request whose author may not ask for it
 * any more, whose member has changed, or that nobody can approve; an invitation whose owner may not invite that role any more.
 */
export function settled(team: ActiveTeam, events: TeamEvent[]): TeamEvent[] {
  const after = events.reduce(evolve, team);
  if (events.length === 0 || after.status === 'absent') return events;
  const lapsed = [...after.requests]
    .filter(([, request]) => !stands(after, request))
    .map(([request_id]): TeamEvent => ({ type: 'MemberRoleChangeLapsed', data: { request_id } }));
  const revoked = [...after.invitations]
    .filter(
      ([, { invited_by, role }]) => invited_by.kind === 'user' && !mayInvite(after, invited_by.id, role),
    )
    .map(([invitation_id]): TeamEvent => ({ type: 'InvitationRevoked', data: { invitation_id } }));
  return [...events, ...lapsed, ...revoked];
}

function stands(team: ActiveTeam, request: RoleRequest) {
  const { user_id, from, to, requested_by } = request;
  const member = team.members.get(user_id);
  const author = holderOf(team, requested_by);
  return (
    member?.active === true &&
    member.role === from &&
    author !== undefined &&
    allows(author, 'members:change-role', { role: to }) &&
    !isAbove(from, author.role) &&
    !isAbove(to, author.role) &&
    approversOf(team, request).length > 0
  );
}

function mayInvite(team: ActiveTeam, userId: string, role: RoleRequest['to']) {
  const holder = holderOf(team, userId);
  return holder !== undefined && allows(holder, 'members:invite', { role }) && !isAbove(role, holder.role);
}
