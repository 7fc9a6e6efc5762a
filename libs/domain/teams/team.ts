import type { Decider } from '../decider.js';
import { DomainError } from '../domain-error.js';
import { type Actor, teamNotFound } from '../permissions/actor.js';
import type { TeamEvent } from './events.js';
import { decideGrant, type GrantCommand } from './grants.js';
import { decideInvitation, type InvitationCommand } from './invitations.js';
import { decideMember, type MemberCommand } from './members.js';
import { decideRole, type RoleCommand } from './roles.js';
import { mustAdmit, type SecurityPolicy, type Visit } from './security-policy.js';
import { settled } from './settle.js';
import { type ActiveTeam, evolve, permitted, type Team } from './state.js';
import type { ViewLimits } from './view-limits.js';

export type { TeamEvent } from './events.js';
export type { Team } from './state.js';

type Change =
  | { type: 'RenameTeam'; name: string; by: Actor }
  /** `visit`: how whoever sets it comes, for nobody locks himself out */
  | { type: 'SetSecurityPolicy'; policy: SecurityPolicy; visit: Visit; by: Actor }
  | { type: 'SetViewLimits'; limits: ViewLimits; by: Actor }
  | MemberCommand
  | InvitationCommand
  | RoleCommand
  | GrantCommand;

export type TeamCommand = { type: 'CreateTeam'; name: string; owner_id: string } | Change;

export const decide = (command: TeamCommand, team: Team): TeamEvent[] => {
  if (command.type === 'CreateTeam') {
    if (team.status !== 'absent')
      throw new DomainError('conflict', 'team-exists', 'This team already exists.');
    return [
      { type: 'TeamCreated', data: { name: command.name } },
      { type: 'MemberJoined', data: { user_id: command.owner_id, role: 'owner' } },
    ];
  }
  if (team.status === 'absent') throw teamNotFound();
  return settled(team, change(command, team));
};

const change = (command: Change, team: ActiveTeam): TeamEvent[] => {
  switch (command.type) {
    case 'RenameTeam': {
      const { name, by } = command;
      permitted(team, by, 'team:rename');
      return name === team.name ? [] : [{ type: 'TeamRenamed', data: { name } }];
    }
    case 'SetSecurityPolicy': {
      const { policy, visit, by } = command;
      permitted(team, by, 'security:set');
      mustAdmit(policy, visit);
      return same(policy, team.policy) ? [] : [{ type: 'SecurityPolicySet', data: policy }];
    }
    case 'SetViewLimits': {
      const { limits, by } = command;
      permitted(team, by, 'views:limit');
      const held = team.view_limits;
      return held && same(limits, held) ? [] : [{ type: 'ViewLimitsSet', data: limits }];
    }
    case 'AddMember':
    case 'LeaveTeam':
    case 'RemoveMember':
    case 'DeactivateMember':
    case 'ReactivateMember':
      return decideMember(command, team);
    case 'InviteMember':
    case 'ImportMembers':
    case 'ResendInvitation':
    case 'RevokeInvitation':
    case 'AcceptInvitation':
      return decideInvitation(command, team);
    case 'ChangeRole':
    case 'ApproveRoleChange':
    case 'RejectRoleChange':
    case 'WithdrawRoleChange':
      return decideRole(command, team);
    case 'GrantPermission':
    case 'RevokePermission':
      return decideGrant(command, team);
  }
};

const same = <T extends object>(a: T, b: T) =>
  (Object.keys(a) as (keyof T)[]).every((key) => JSON.stringify(a[key]) === JSON.stringify(b[key]));

export const team: Decider<Team, TeamCommand, TeamEvent> = { initial: { status: 'absent' }, decide, evolve };
