import type { Decider } from '../decider.js';
import { DomainError } from '../domain-error.js';

export type Role = 'owner' | 'admin' | 'developer' | 'viewer';

export type TeamCommand =
  | { type: 'CreateTeam'; name: string; owner_id: string }
  | { type: 'RenameTeam'; name: string; actor_id: string }
  | { type: 'AddMember'; user_id: string; role: Role; actor_id: string };

export type TeamEvent =
  | { type: 'TeamCreated'; data: { name: string } }
  | { type: 'MemberJoined'; data: { user_id: string; role: Role } }
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
      const { name } = administered(team, command.actor_id);
      return command.name === name ? [] : [{ type: 'TeamRenamed', data: { name: command.name } }];
    }
    case 'AddMember': {
      const { user_id, role, actor_id } = command;
      const { roles } = administered(team, actor_id);
      if (role === 'owner' && roles.get(actor_id) !== 'owner')
        throw new DomainError('forbidden', 'owner-required', 'Only an owner can make another owner.');
      if (roles.has(user_id))
        throw new DomainError('conflict', 'already-member', 'This person is already in the team.');
      return [{ type: 'MemberJoined', data: { user_id, role } }];
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
    default:
      return team; // an event written by a newer version changes no rule here
  }
};

export const team: Decider<Team, TeamCommand, TeamEvent> = { initial: { status: 'absent' }, decide, evolve };

/** To a stranger a team he is not in and a team that is not there are the same. */
const administered = (team: Team, actorId: string) => {
  const role = team.status === 'active' ? team.roles.get(actorId) : undefined;
  if (team.status === 'absent' || role === undefined)
    throw new DomainError('not-found', 'team-not-found', 'There is no such team, or you are not in it.');
  if (role !== 'owner' && role !== 'admin')
    throw new DomainError(
      'forbidden',
      'admin-required',
      `A ${role} cannot do this. Ask an owner or an admin of the team.`,
    );
  return team;
};
