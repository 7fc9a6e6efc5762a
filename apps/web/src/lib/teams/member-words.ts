import type { Grant } from '@pgai/contracts/grants.js';
import type { Role } from '@pgai/contracts/identity.js';
import type { RoleRequest } from '@pgai/contracts/members.js';
import type { Member } from '@pgai/contracts/teams.js';
import { isPermission, ruleOf } from '@pgai/domain/permissions/permissions.js';
import { roles } from '@pgai/domain/permissions/role.js';

export const nameOf = ({ name }: { name: string }) => name || 'Erased person';

/** The roles somebody with this one decides about: nobody reaches above his own. */
export const reachable = (own: Role): readonly Role[] => roles.slice(roles.indexOf(own));

export const isAdminRole = (role: Role) => role === 'owner' || role === 'admin';

/** Active owners and admins beside these: who can approve, or take over what was somebody's. */
export const adminsBeside = (members: Member[], ...ids: string[]) =>
  members.filter(({ user_id, active, role }) => active && isAdminRole(role) && !ids.includes(user_id));

/** Whether a change of role will wait for a second person, by what this page knows. */
export const willWait = (members: Member[], { user_id, role }: Member, to: Role, me: string) =>
  user_id !== me && (isAdminRole(role) || isAdminRole(to)) && adminsBeside(members, me, user_id).length > 0;

/** The page in one sentence. */
export function sentence(count: number, requests: RoleRequest[]) {
  const people = count === 1 ? 'One member.' : `${count} members.`;
  if (requests.length === 0) return people;
  return `${people} ${requests.length === 1 ? 'A change of role waits.' : `${requests.length} changes of role wait.`}`;
}

const operators = { equals: 'is', in: 'is one of', starts_with: 'starts with' };

/** Where a grant holds, in words. */
export const whereOf = ({ conditions }: Grant) =>
  conditions.length === 0
    ? 'everywhere'
    : conditions
        .map(({ field, operator, value }) => `${field} ${operators[operator]} ${[value].flat().join(', ')}`)
        .join(' and ');

export const summaryOf = (permission: string) => (isPermission(permission) ? ruleOf(permission).summary : '');
