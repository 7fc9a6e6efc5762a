import { DomainError } from '../domain-error.js';
import type { Actor } from '../permissions/actor.js';
import type { Role } from '../permissions/role.js';
import type { MembershipEvent } from './events.js';
import { adminsOf, memberOf, mustBeAnother, mustKeepAnOwner, mustReach } from './standing.js';
import { type ActiveTeam, permitted } from './state.js';

export type MemberCommand =
  | { type: 'AddMember'; user_id: string; role: Role; by: Actor }
  /** `reassign_to`: whose everything is from now on that was theirs; when it is not said, the one who does it */
  | { type: 'LeaveTeam'; reassign_to?: string; by: Actor }
  | { type: 'RemoveMember'; user_id: string; reassign_to?: string; by: Actor }
  | { type: 'DeactivateMember'; user_id: string; reassign_to?: string; by: Actor }
  | { type: 'ReactivateMember'; user_id: string; by: Actor };

const roleIn = ({ members }: ActiveTeam, userId: string) => members.get(userId)?.role ?? '';

export const decideMember = (command: MemberCommand, team: ActiveTeam): MembershipEvent[] => {
  const { by } = command;
  switch (command.type) {
    case 'AddMember': {
      const { user_id, role } = command;
      permitted(team, by, 'members:invite', { role });
      mustReach(team, by, role);
      if (team.members.has(user_id)) throw alreadyMember();
      return [{ type: 'MemberJoined', data: { user_id, role } }];
    }
    case 'LeaveTeam': {
      permitted(team, by, 'members:leave');
      mustKeepAnOwner(team, by.id);
      return [handedOver(team, by.id, command), { type: 'MemberLeft', data: { user_id: by.id } }];
    }
    case 'RemoveMember': {
      const { user_id } = command;
      permitted(team, by, 'members:remove', { role: roleIn(team, user_id) });
      mustBeAnother(by, user_id, 'Leave the team instead.');
      mustReach(team, by, memberOf(team, user_id).role);
      mustKeepAnOwner(team, user_id);
      return [handedOver(team, user_id, command), { type: 'MemberRemoved', data: { user_id } }];
    }
    case 'DeactivateMember': {
      const { user_id } = command;
      permitted(team, by, 'members:deactivate', { role: roleIn(team, user_id) });
      mustBeAnother(by, user_id, 'Leave the team, or ask another owner or admin.');
      const { active, role } = memberOf(team, user_id);
      mustReach(team, by, role);
      mustKeepAnOwner(team, user_id);
      if (!active) return [];
      return [handedOver(team, user_id, command), { type: 'MemberDeactivated', data: { user_id } }];
    }
    case 'ReactivateMember': {
      const { user_id } = command;
      permitted(team, by, 'members:deactivate', { role: roleIn(team, user_id) });
      const { active, role } = memberOf(team, user_id);
      mustReach(team, by, role);
      return active ? [] : [{ type: 'MemberReactivated', data: { user_id } }];
    }
  }
};

export const alreadyMember = () =>
  new DomainError('conflict', 'already-member', 'This person is already in the team.');

/**
 * Before a member goes, what is theirs gets another owner. Said every time: what there is to hand over is known to those
 * who keep it (keys, invitations, later views), not here.
 */
const handedOver = (
  team: ActiveTeam,
  from: string,
  { by, reassign_to }: { by: Actor; reassign_to?: string },
): MembershipEvent => {
  const able = adminsOf(team).filter((id) => id !== from);
  if (reassign_to !== undefined && !able.includes(reassign_to))
    throw new DomainError(
      'conflict',
      'successor-not-possible',
      'What was theirs goes to another active owner or admin of the team.',
    );
  const to = reassign_to ?? able.find((id) => id === by.id) ?? able[0];
  if (to === undefined) throw new DomainError('conflict', 'last-owner', 'Nobody is left to take over.');
  return { type: 'ResourcesReassigned', data: { from, to } };
};
