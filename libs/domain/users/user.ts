import type { Decider } from '../decider.js';
import { DomainError } from '../domain-error.js';
import type { Sealed } from '../personal.js';

export type UserCommand = { type: 'RegisterUser'; email: Sealed; name: Sealed };

export type UserEvent = { type: 'UserRegistered'; data: { email: Sealed; name: Sealed } };

export type User = { status: 'absent' } | { status: 'registered' };

export const user: Decider<User, UserCommand, UserEvent> = {
  initial: { status: 'absent' },

  decide({ email, name }, { status }) {
    if (status !== 'absent') throw new DomainError('conflict', 'user-exists', 'This account already exists.');
    return [{ type: 'UserRegistered', data: { email, name } }];
  },

  evolve: (state, event) => (event.type === 'UserRegistered' ? { status: 'registered' } : state),
};
