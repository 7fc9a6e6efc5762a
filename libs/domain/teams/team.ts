import type { Decider } from '../decider.js';
import { DomainError } from '../domain-error.js';
import { type Actor, demand, teamNotFound } from '../permissions/actor.js';
import type { Facts } from '../permissions/allows.js';
import type { Permission } from '../permissions/permissions.js';
import type { Role } from '../permissions/role.js';

export type TeamCommand =
  | { type: 'CreateTeam'; name: string; owner_id: string }
  | { type: 'RenameTeam'; name: string; by: Actor }
  | { type: 'AddMember'; user_id: string; role: Role; by: Actor }
  | { type: 'RemoveMember'; user_id: string; by: Actor };

export type TeamEvent =
  | { type: 'TeamCreated'; data: { name: string } }
  | { type: 'MemberJoined'; data: { user_id: string; role: Role } }
  | { type: 'MemberRemoved'; data: { user_id: string } }
  | { type: 'TeamRenamed'; data: { name: string } };

/** Only what the rules below need; what people look at lives in read models. */
export type Team =
  | { status: 'absent' }
  | { status: 'active'; name: string; roles: ReadonlyMap<string, Role> };

export const decide = (command: TeamCommand, team: Team): TeamEvent[] => {
  switch (command.type) {
    case 'CreateTeam': {
      if (team.status !== 'absent')
        throw new DomainError('conflict', 'team-exists', 'This team already exists.');
      return [
        { type: 'TeamCreated', data: { name: command.name } },
        { type: 'MemberJoined', data: { user_id: command.owner_id, role: 'owner' } },
      ];
    }
    case 'RenameTeam': {
      const { name } = permitted(team, command.by, 'team:rename');
      return command.name === name ? [] : [{ type: 'TeamRenamed', data: { name: command.name } }];
    }
    case 'AddMember': {
      const { user_id, role, by } = command;
      const { roles } = permitted(team, by, 'members:add', { role });
      if (role === 'owner' && (by.kind !== 'user' || roles.get(by.id) !== 'owner'))
        throw new DomainError('forbidden', 'owner-required', 'Only an owner can make another owner.');
      if (roles.has(user_id))
        throw new DomainError('conflict', 'already-member', 'This person is already in the team.');
      return [{ type: 'MemberJoined', data: { user_id, role } }];
    }
    case 'RemoveMember': {
      const { user_id, by } = command;
      const { roles } = permitted(team, by, 'members:remove', { role: roleOf(team, user_id) });
      if (!roles.has(user_id))
        throw new DomainError('not-found', 'member-not-found', 'There is no such member in this team.');
      const owners = [...roles.values()].filter((role) => role === 'owner');
      if (roles.get(user_id) === 'owner' && owners.length === 1)
        throw new DomainError(
          'conflict',
          'last-owner',
          'A team keeps at least one owner, and this is the last.',
        );
      return [{ type: 'MemberRemoved', data: { user_id } }];
    }
  }
};

export const evolve = (team: Team, event: TeamEvent): Team => {
  switch (event.type) {
    case 'TeamCreated':
      return { status: 'active', name: event.data.name, roles: new Map() };
    case 'TeamRenamed':
      return team.status === 'active' ? { ...team, name: event.data.name } : team;
    case 'MemberJoined':
      return team.status === 'active'
        ? { ...team, roles: new Map(team.roles).set(event.data.user_id, event.data.role) }
        : team;
    case 'MemberRemoved': {
      if (team.status !== 'active') return team;
      const roles = new Map(team.roles);
      roles.delete(event.data.user_id);
      return { ...team, roles };
    }
    default:
      return team; // an event written by a newer version changes no rule here
  }
};

export const team: Decider<Team, TeamCommand, TeamEvent> = { initial: { status: 'absent' }, decide, evolve };

const roleOf = (team: Team, userId: string) => (team.status === 'active' && team.roles.get(userId)) || '';

/** The team, if it is there and the actor may do this. */
const permitted = (team: Team, by: Actor, permission: Permission, facts?: Facts) => {
  if (team.status === 'absent') throw teamNotFound();
  const { roles } = team;
  const holderOf = (id: string) => {
    const role = roles.get(id);
    return role && { role };
  };
  demand(by, permission, holderOf, facts);
  return team;
};
