import { DomainError } from '../domain-error.js';
import type { Condition, Grant, Holder } from '../permissions/allows.js';
import { type Permission, permissionNames, ruleOf } from '../permissions/permissions.js';
import type { Role } from '../permissions/role.js';

/** What a key may do: what its role may, and of that no more than the limits, where there are any. */
export type KeyRights = { role: Role; limits: readonly Grant[] | null };

type Conditions = readonly Condition[];

const same = (a: Condition, b: Condition) =>
  a.field === b.field && a.operator === b.operator && JSON.stringify(a.value) === JSON.stringify(b.value);

/** Under which conditions a key has this permission; several lists are several ways to have it. */
const waysOf = ({ role, limits }: KeyRights, permission: Permission): Conditions[] => {
  const { roles, keys } = ruleOf(permission);
  if (!keys || !roles.includes(role)) return [];
  if (!limits) return [[]];
  return limits.filter((grant) => grant.permission === permission).map(({ conditions }) => conditions);
};

/** Whether somebody has this permission wherever these conditions are met: by role, or by a grant that asks no more. */
const covers = ({ role, grants = [] }: Holder, permission: Permission, conditions: Conditions) =>
  ruleOf(permission).roles.includes(role) ||
  grants.some(
    (grant) =>
      grant.permission === permission &&
      grant.conditions.every((asked) => conditions.some((given) => same(asked, given))),
  );

/** Nobody hands out more than he has himself. @throws DomainError that names the first permission too much */
export function noMoreThan(giver: Holder, rights: KeyRights) {
  const beyond = permissionNames.find((permission) =>
    waysOf(rights, permission).some((conditions) => !covers(giver, permission, conditions)),
  );
  if (!beyond) return;
  throw new DomainError(
    'forbidden',
    'more-than-yours',
    `This key may ${ruleOf(beyond).summary}; you may not.`,
    'A key has at most the rights of the person who takes its secret.',
  );
}

/** @throws DomainError when a limit would never take effect: a mistake of whoever asks for it */
export function meaningful({ role, limits }: KeyRights) {
  for (const { permission, conditions } of limits ?? []) {
    if (!permissionNames.includes(permission))
      throw new DomainError('invalid', 'unknown-permission', `There is no permission ${permission}.`);
    const { keys, roles, fields } = ruleOf(permission);
    if (!keys)
      throw new DomainError('invalid', 'permission-for-people', `${permission} is for people, not for keys.`);
    if (!roles.includes(role))
      throw new DomainError(
        'invalid',
        'permission-beyond-role',
        `A key with the role ${role} does not have ${permission}.`,
        `It takes one of the roles ${roles.filter((one) => one !== 'owner').join(', ')}.`,
      );
    const unknown = conditions.find(({ field }) => !fields.includes(field));
    if (unknown)
      throw new DomainError(
        'invalid',
        'unknown-condition',
        `${permission} knows no condition on ${unknown.field}.`,
        fields.length > 0 ? `It knows ${fields.join(', ')}.` : 'It takes none.',
      );
  }
}
