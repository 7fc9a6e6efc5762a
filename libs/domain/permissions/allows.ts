import { DomainError } from '../domain-error.js';
import { type Permission, ruleOf } from './permissions.js';
import type { Role } from './role.js';

export type Condition = {
  field: string;
  operator: 'equals' | 'in' | 'starts_with';
  value: string | readonly string[];
};

/** A permission, where all conditions are met; without conditions everywhere. */
export type Grant = { permission: Permission; conditions: readonly Condition[] };

/** A member has what the role gives and what was granted beside it; a key has no more than its limits, where it has any. */
export type Holder = { role: Role; grants?: readonly Grant[]; limits?: readonly Grant[] };

/** What the command or the resource is about, by field. A field that is not there meets no condition. */
export type Facts = Readonly<Record<string, string>>;

const meets = ({ field, operator, value }: Condition, facts: Facts) => {
  const fact = Object.hasOwn(facts, field) ? facts[field] : undefined;
  if (fact === undefined) return false;
  const values = typeof value === 'string' ? [value] : value;
  switch (operator) {
    case 'equals':
      return values.length === 1 && fact === values[0];
    case 'in':
      return values.includes(fact);
    case 'starts_with':
      return values.some((start) => start !== '' && fact.startsWith(start));
  }
};

type Fits = (grant: Grant) => boolean;

const holds = ({ role, grants = [], limits }: Holder, permission: Permission, fits: Fits) => {
  const granted = (list: readonly Grant[]) =>
    list.some((grant) => grant.permission === permission && fits(grant));
  return (ruleOf(permission).roles.includes(role) || granted(grants)) && (!limits || granted(limits));
};

/** Whether the holder may do this about these facts. */
export const allows = (holder: Holder, permission: Permission, facts: Facts = {}) =>
  holds(holder, permission, ({ conditions }) => conditions.every((condition) => meets(condition, facts)));

/** Whether there can be facts about which the holder may do this: what can be said before they are known. */
export const mayAllow = (holder: Holder, permission: Permission) => holds(holder, permission, () => true);

/** The refusal of somebody who is in the team. */
export const notPermitted = ({ role }: Holder, permission: Permission) => {
  const { summary, roles } = ruleOf(permission);
  return new DomainError(
    'forbidden',
    'not-permitted',
    `This ${role} may not ${summary}.`,
    `By role this is for: ${roles.join(', ')}.`,
  );
};
