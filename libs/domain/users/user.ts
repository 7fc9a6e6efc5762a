import type { Decider } from '../decider.js';
import { DomainError } from '../domain-error.js';
import type { Sealed } from '../personal.js';

export type UserCommand =
  | { type: 'RegisterUser'; email: Sealed; name: Sealed }
  | { type: 'ChangePassword' }
  | { type: 'FailSignIn'; locked_until: string | null };

export type UserEvent =
  | { type: 'UserRegistered'; data: { email: Sealed; name: Sealed } }
  | { type: 'PasswordChanged'; data: Record<string, never> }
  | { type: 'SignInFailed'; data: Record<string, never> }
  | { type: 'UserLocked'; data: { until: string } };

export type User = { status: 'absent' } | { status: 'registered' };

/** What an account is, without what it signs in with: no password, hash or address is ever in an event. */
export const user: Decider<User, UserCommand, UserEvent> = {
  initial: { status: 'absent' },

  decide(command, { status }) {
    switch (command.type) {
      case 'RegisterUser': {
        const { email, name } = command;
        if (status !== 'absent')
          throw new DomainError('conflict', 'user-exists', 'This account already exists.');
        return [{ type: 'UserRegistered', data: { email, name } }];
      }
      case 'ChangePassword':
        if (status === 'absent')
          throw new DomainError('not-found', 'user-not-found', 'There is no such account.');
        return [{ type: 'PasswordChanged', data: {} }];
      case 'FailSignIn': {
        const { locked_until } = command;
        if (status === 'absent') return [];
        const failed: UserEvent = { type: 'SignInFailed', data: {} };
        return locked_until ? [failed, { type: 'UserLocked', data: { until: locked_until } }] : [failed];
      }
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'UserRegistered':
      case 'PasswordChanged':
      case 'SignInFailed':
      case 'UserLocked':
        return { status: 'registered' };
      default:
        return state; // an event written by a newer version changes no rule here
    }
  },
};
