import { DomainError } from '../domain-error.js';
import type { Actor } from '../permissions/actor.js';
import { allows, type Condition, notPermitted } from '../permissions/allows.js';
import { isPermission, type Permission, ruleOf } from '../permissions/permissions.js';
import type { GrantEvent } from './events.js';
import { memberOf, mustBeAnother } from './standing.js';
import { type ActiveTeam, holderOf, permitted, sameGrant } from './state.js';

export type GrantCommand = {
  type: 'GrantPermission' | 'RevokePermission';
  user_id: string;
  permission: Permission;
  conditions: readonly Condition[];
  by: Actor;
};

const mostGrants = 50;

export const decideGrant = (command: GrantCommand, team: ActiveTeam): GrantEvent[] => {
  const { user_id, permission, conditions, by } = command;
  permitted(team, by, 'members:grant');
  const { grants } = memberOf(team, user_id);
  const grant = { permission, conditions };
  const held = grants.some((other) => sameGrant(other, grant));
  if (command.type === 'RevokePermission')
    return held ? [{ type: 'PermissionRevoked', data: { user_id, ...grant } }] : [];

  mustBeAnother(by, user_id, 'Ask another owner or admin of the team.');
  mustBePossible(permission, conditions);
  const giver = by.kind === 'user' ? holderOf(team, by.id) : undefined;
  if (giver && !allows(giver, permission)) throw notPermitted(giver, permission);
  if (held) return [];
  if (grants.length >= mostGrants)
    throw new DomainError('conflict', 'too-many-grants', `A member has at most ${mostGrants} grants.`);
  return [{ type: 'PermissionGranted', data: { user_id, ...grant } }];
};

function mustBePossible(permission: Permission, conditions: readonly Condition[]) {
  if (!isPermission(permission) || !ruleOf(permission).grantable)
    throw new DomainError('invalid', 'not-grantable', `${permission} comes with a role only.`);
  const { fields } = ruleOf(permission);
  const unknown = conditions.find(({ field }) => !fields.includes(field));
  if (unknown)
    throw new DomainError(
      'invalid',
      'condition-not-possible',
      `${permission} knows nothing of ${unknown.field}.`,
      fields.length > 0 ? `It knows: ${fields.join(', ')}.` : 'It takes no conditions.',
    );
}
