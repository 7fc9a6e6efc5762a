import type { Decider } from '../decider.js';
import { DomainError } from '../domain-error.js';
import type { Sealed } from '../personal.js';

export type UserCommand = { type: 'RegisterUser'; email: Sealed; name: Sealed } | { type: 'ChangePassword' };

export type UserEvent =
  | { type: 'UserRegistered'; data: { email: Sealed; name: Sealed } }
  | { type: 'PasswordChanged'; data: Record<string, never> };

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
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'UserRegistered':
      case 'PasswordChanged':
        return { status: 'registered' };
      default:
        return state; // an event written by a newer version changes no rule here
    }
  },
};
