import { DomainError } from '../domain-error.js';
import type { Actor } from '../permissions/actor.js';
import type { Role } from '../permissions/role.js';
import type { RoleEvent } from './events.js';
import {
  adminsOf,
  isAbove,
  isAdminRole,
  memberOf,
  mustBeAnother,
  mustKeepAnOwner,
  mustReach,
} from './standing.js';
import { type ActiveTeam, permitted, type RoleRequest } from './state.js';

export type RoleCommand =
  /** `request_id`: for the request it becomes when a second person has to approve */
  | { type: 'ChangeRole'; user_id: string; role: Role; request_id: string; by: Actor }
  | { type: 'ApproveRoleChange'; request_id: string; by: Actor }
  | { type: 'RejectRoleChange'; request_id: string; by: Actor }
  | { type: 'WithdrawRoleChange'; request_id: string; by: Actor };

/** Who can approve: active owners and admins, but not who asked, and not whom it is about. */
export const approversOf = (
  team: ActiveTeam,
  { requested_by, user_id }: Pick<RoleRequest, 'requested_by' | 'user_id'>,
) => adminsOf(team).filter((id) => id !== requested_by && id !== user_id);

export const decideRole = (command: RoleCommand, team: ActiveTeam): RoleEvent[] => {
  switch (command.type) {
    case 'ChangeRole':
      return change(command, team);
    case 'ApproveRoleChange': {
      const { request_id, by } = command;
      const { user_id, from, to } = judged(team, request_id, by);
      if (isAbove(from, to)) mustKeepAnOwner(team, user_id);
      return [
        { type: 'MemberRoleChangeApproved', data: { request_id } },
        { type: 'MemberRoleChanged', data: { user_id, from, to } },
      ];
    }
    case 'RejectRoleChange': {
      const { request_id, by } = command;
      judged(team, request_id, by);
      return [{ type: 'MemberRoleChangeRejected', data: { request_id } }];
    }
    case 'WithdrawRoleChange': {
      const { request_id, by } = command;
      permitted(team, by, 'members:change-role', { role: requestedRole(team, request_id) });
      if (requestIn(team, request_id).requested_by !== by.id)
        throw new DomainError(
          'forbidden',
          'not-your-request',
          'Only who asked for this change withdraws it.',
          'Reject it instead.',
        );
      return [{ type: 'MemberRoleChangeWithdrawn', data: { request_id } }];
    }
  }
};

/**
 * To or from owner and admin takes two people where there are two. An owner who is alone with the right acts alone, and
 * giving up a role of one's own needs nobody.
 */
function change(command: RoleCommand & { type: 'ChangeRole' }, team: ActiveTeam): RoleEvent[] {
  const { user_id, role: to, request_id, by } = command;
  permitted(team, by, 'members:change-role', { role: to });
  const { role: from } = memberOf(team, user_id);
  mustReach(team, by, from);
  mustReach(team, by, to);
  if (from === to) return [];
  if (isAbove(to, from)) mustBeAnother(by, user_id, 'Ask another owner or admin of the team.');
  else mustKeepAnOwner(team, user_id);
  if ([...team.requests.values()].some((request) => request.user_id === user_id))
    throw new DomainError(
      'conflict',
      'request-pending',
      'A change of this role already waits for approval.',
      'Approve, reject or withdraw it first.',
    );
  const sensitive = (isAdminRole(from) || isAdminRole(to)) && by.id !== user_id;
  if (sensitive && approversOf(team, { requested_by: by.id, user_id }).length > 0)
    return [
      { type: 'MemberRoleChangeRequested', data: { request_id, user_id, from, to, requested_by: by.id } },
    ];
  return [{ type: 'MemberRoleChanged', data: { user_id, from, to } }];
}

const requestIn = (team: ActiveTeam, requestId: string) => {
  const request = team.requests.get(requestId);
  if (!request)
    throw new DomainError(
      'not-found',
      'request-not-found',
      'No such change of role waits: it was decided, withdrawn, or has lapsed.',
    );
  return request;
};

const requestedRole = (team: ActiveTeam, requestId: string) => team.requests.get(requestId)?.to ?? '';

/** The request, if this is somebody who may judge it. */
function judged(team: ActiveTeam, requestId: string, by: Actor) {
  permitted(team, by, 'members:approve-role', { role: requestedRole(team, requestId) });
  const request = requestIn(team, requestId);
  if (by.kind !== 'system' && !approversOf(team, request).includes(by.id))
    throw new DomainError(
      'forbidden',
      'second-person-required',
      'A second owner or admin decides: not who asked, and not whom it is about.',
    );
  return request;
}
