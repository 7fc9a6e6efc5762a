import { DomainError } from '../domain-error.js';
import { contains } from './network.js';

/** What a team asks of whoever comes to it. */
export type SecurityPolicy = {
  second_factor_required: boolean;
  session_idle_minutes: number | null;
  session_max_hours: number | null;
  key_max_age_days: number | null;
  /** networks as CIDR; an empty list lets all addresses in */
  ip_allow_list: readonly string[];
  export_needs_approval: boolean;
};

export const noPolicy: SecurityPolicy = {
  second_factor_required: false,
  session_idle_minutes: null,
  session_max_hours: null,
  key_max_age_days: null,
  ip_allow_list: [],
  export_needs_approval: false,
};

/** How somebody comes: from where, and with a session how old, how long unused, and opened by what. */
export type Visit = {
  address: string;
  /** null: with an API key, which has a maximal age of its own */
  session: { second_factor: boolean; age_minutes: number; longest_pause_minutes: number } | null;
};

/** Every address of an allow list, an address alone being a network of one. */
export const admits = (list: readonly string[], address: string) =>
  list.length === 0 || list.some((network) => contains(network, address));

/** Why the team does not let this visit in; undefined when it does. */
export const turnedAway = (policy: SecurityPolicy, { address, session }: Visit): DomainError | undefined => {
  if (!admits(policy.ip_allow_list, address))
    return new DomainError(
      'forbidden',
      'address-not-allowed',
      `This team takes no requests from ${address}.`,
      'Come from a network on its list, or ask an owner to add yours.',
    );
  if (!session) return undefined;
  if (policy.second_factor_required && !session.second_factor)
    return new DomainError(
      'forbidden',
      'second-factor-required-by-team',
      'This team asks for a second factor, and this session was opened without one.',
      'Turn on a second factor in your account, then sign in again with it.',
    );
  const { session_max_hours: hours, session_idle_minutes: minutes } = policy;
  if (hours !== null && session.age_minutes >= hours * 60)
    return new DomainError(
      'forbidden',
      'session-too-old',
      `This team asks to sign in again after ${hours} ${hours === 1 ? 'hour' : 'hours'}.`,
      'Sign out, and sign in again.',
    );
  if (minutes !== null && session.longest_pause_minutes >= minutes)
    return new DomainError(
      'forbidden',
      'session-idle-too-long',
      `This team asks to sign in again after ${minutes} minutes without a request.`,
      'Sign out, and sign in again.',
    );
  return undefined;
};

/** @throws DomainError when whoever sets the policy could not come in under it any more */
export const mustAdmit = (policy: SecurityPolicy, { address, session }: Visit) => {
  if (!admits(policy.ip_allow_list, address))
    throw new DomainError(
      'conflict',
      'would-lock-you-out',
      `The list leaves out ${address}, the address you come from.`,
      `Add ${address} or its network.`,
    );
  if (policy.second_factor_required && session && !session.second_factor)
    throw new DomainError(
      'conflict',
      'would-lock-you-out',
      'Your own session was opened without a second factor.',
      'Turn one on in your account, sign in again with it, then ask it of others.',
    );
};
