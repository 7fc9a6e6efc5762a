import { DomainError } from '../domain-error.js';
import type { Actor } from '../permissions/actor.js';
import { type Role, roles } from '../permissions/role.js';
import type { ActiveTeam, Member } from './state.js';

/** Who stands where in a team: what the rules about members share. */

export const memberOf = (team: ActiveTeam, userId: string): Member => {
  const member = team.members.get(userId);
  if (!member)
    throw new DomainError('not-found', 'member-not-found', 'There is no such member in this team.');
  return member;
};

const rank = (role: Role) => roles.length - roles.indexOf(role);

/** The role by which somebody acts here; undefined when by none, as the system does. */
const roleOf = (team: ActiveTeam, by: Actor) => {
  if (by.kind === 'system') return undefined;
  return by.kind === 'api_key' ? by.role : memberOf(team, by.id).role;
};

export const isAbove = (role: Role, other: Role) => rank(role) > rank(other);

/** Nobody gives, takes or judges a role above his own, whatever was granted to him. */
export const mustReach = (team: ActiveTeam, by: Actor, role: Role) => {
  const own = roleOf(team, by);
  if (own === undefined || !isAbove(role, own)) return;
  if (role === 'owner')
    throw new DomainError('forbidden', 'owner-required', 'Only an owner decides about owners.');
  throw new DomainError(
    'forbidden',
    'above-your-role',
    `${own === 'admin' ? 'An' : 'A'} ${own} does not decide about the role ${role}.`,
    'Ask an owner or an admin of the team.',
  );
};

export const isAdminRole = (role: Role) => role === 'owner' || role === 'admin';

/** Owners and admins who can act, in the order they joined. */
export const adminsOf = (team: ActiveTeam) =>
  [...team.members].filter(([, { active, role }]) => active && isAdminRole(role)).map(([id]) => id);

export const mustKeepAnOwner = (team: ActiveTeam, userId: string) => {
  const owners = [...team.members].filter(([, { active, role }]) => active && role === 'owner');
  if (owners.length === 1 && owners[0]?.[0] === userId)
    throw new DomainError(
      'conflict',
      'last-owner',
      'A team keeps at least one active owner, and this is the last.',
      'Make somebody else an owner first.',
    );
};

export const mustBeAnother = (by: Actor, userId: string, hint: string) => {
  if (by.kind === 'user' && by.id === userId)
    throw new DomainError('conflict', 'own-membership', 'Nobody does this to himself.', hint);
};
