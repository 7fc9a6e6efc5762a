import { DomainError } from '../domain-error.js';
import { allows, type Facts, type Grant, type Holder, notPermitted } from './allows.js';
import { type Permission, ruleOf } from './permissions.js';
import type { Role } from './role.js';

/**
 * Who acts. Of a person the rules look up the role in their own state; a key brings its own along, as it was found when
 * the request came.
 */
export type Actor =
  | { kind: 'user'; id: string }
  | { kind: 'api_key'; id: string; role: Role; limits?: readonly Grant[] }
  | { kind: 'system'; id: string };

/**
 * @param holderOf what a person holds in this team; undefined when not in it
 * @throws DomainError: to a stranger a team he is not in and a team that is not there are the same
 */
export function demand(
  actor: Actor,
  permission: Permission,
  holderOf: (userId: string) => Holder | undefined,
  facts?: Facts,
) {
  if (actor.kind === 'system') return;
  if (actor.kind === 'api_key' && !ruleOf(permission).keys) throw peopleOnly();
  const holder = actor.kind === 'user' ? holderOf(actor.id) : actor;
  if (!holder) throw teamNotFound();
  if (!allows(holder, permission, facts)) throw notPermitted(holder, permission);
}

export const teamNotFound = () =>
  new DomainError('not-found', 'team-not-found', 'There is no such team, or you are not in it.');

export const peopleOnly = () =>
  new DomainError(
    'forbidden',
    'people-only',
    'An API key cannot do this.',
    'Sign in, and do it as yourself.',
  );
