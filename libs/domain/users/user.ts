import type { Decider } from '../decider.js';
import { DomainError } from '../domain-error.js';
import type { Sealed } from '../personal.js';
import { decideErasure, type Erasure, type ErasureCommand, type ErasureEvent } from './erasure.js';

export type UserCommand =
  | {
      type: 'RegisterUser';
      email: Sealed;
      name: Sealed /** somebody we trust has verified the address */;
      verified?: true;
    }
  | { type: 'ChangePassword' }
  | { type: 'FailSignIn'; locked_until: string | null }
  | { type: 'RequestEmailVerification' }
  | { type: 'VerifyEmail' }
  | { type: 'RequestPasswordReset' }
  | { type: 'ResetPassword' };

type Nothing = Record<string, never>;

export type UserEvent =
  | { type: 'UserRegistered'; data: { email: Sealed; name: Sealed } }
  | { type: 'PasswordChanged'; data: Nothing }
  | { type: 'SignInFailed'; data: Nothing }
  | { type: 'UserLocked'; data: { until: string } }
  | { type: 'EmailVerificationRequested'; data: Nothing }
  | { type: 'EmailVerified'; data: Nothing }
  | { type: 'PasswordResetRequested'; data: Nothing }
  | { type: 'PasswordReset'; data: Nothing };

export type User = { status: 'absent' } | { status: 'registered'; verified: boolean };

/**
 * What an account is, without what it signs in with: no password, hash, address or link is ever in an event. Whoever asks
 * for a link gets it by mail, under the id of the event that says so; registering asks for the first one.
 */
export const user: Decider<User, UserCommand, UserEvent> = {
  initial: { status: 'absent' },

  decide(command, user) {
    switch (command.type) {
      case 'RegisterUser': {
        const { email, name, verified } = command;
        if (user.status !== 'absent')
          throw new DomainError('conflict', 'user-exists', 'This account already exists.');
        return [
          { type: 'UserRegistered', data: { email, name } },
          ...(verified ? [fact('EmailVerified')] : []),
        ];
      }
      case 'FailSignIn': {
        const { locked_until } = command;
        if (user.status === 'absent') return [];
        const failed = fact('SignInFailed');
        return locked_until ? [failed, { type: 'UserLocked', data: { until: locked_until } }] : [failed];
      }
      case 'ChangePassword':
        registered(user);
        return [fact('PasswordChanged')];
      case 'RequestEmailVerification':
        return registered(user).verified ? [] : [fact('EmailVerificationRequested')];
      case 'VerifyEmail':
        return registered(user).verified ? [] : [fact('EmailVerified')];
      case 'RequestPasswordReset':
        registered(user);
        return [fact('PasswordResetRequested')];
      case 'ResetPassword': // whoever came by the mail has shown that the address is theirs
        return [fact('PasswordReset'), ...(registered(user).verified ? [] : [fact('EmailVerified')])];
    }
  },

  evolve(user, event) {
    switch (event.type) {
      case 'UserRegistered':
        return { status: 'registered', verified: false };
      case 'EmailVerified':
        return { status: 'registered', verified: true };
      default:
        return user; // changes no rule here
    }
  },
};

type Fact = Extract<UserEvent, { data: Nothing }>['type'];
const fact = <Type extends Fact>(type: Type) => ({ type, data: {} }) as Extract<UserEvent, { type: Type }>;

const registered = (user: User) => {
  if (user.status === 'absent')
    throw new DomainError('not-found', 'user-not-found', 'There is no such account.');
  return user;
};
