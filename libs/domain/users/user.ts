import type { Decider } from '../decider.js';
import { DomainError } from '../domain-error.js';
import type { Sealed } from '../personal.js';
import { decideErasure, type Erasure, type ErasureCommand, type ErasureEvent } from './erasure.js';

export type UserCommand =
  | { type: 'RegisterUser'; email: Sealed; name: Sealed }
  | { type: 'ChangePassword' }
  | { type: 'FailSignIn'; locked_until: string | null }
  | ErasureCommand;

export type UserEvent =
  | { type: 'UserRegistered'; data: { email: Sealed; name: Sealed } }
  | { type: 'PasswordChanged'; data: Record<string, never> }
  | { type: 'SignInFailed'; data: Record<string, never> }
  | { type: 'UserLocked'; data: { until: string } }
  | ErasureEvent;

export type User = { status: 'absent' } | { status: 'registered'; erasure: Erasure } | { status: 'erased' };

/** What an account is, without what it signs in with: no password, hash or address is ever in an event. */
export const user: Decider<User, UserCommand, UserEvent> = {
  initial: { status: 'absent' },

  decide(command, state) {
    switch (command.type) {
      case 'RegisterUser': {
        const { email, name } = command;
        if (state.status !== 'absent')
          throw new DomainError('conflict', 'user-exists', 'This account already exists.');
        return [{ type: 'UserRegistered', data: { email, name } }];
      }
      case 'ChangePassword':
        if (state.status !== 'registered') throw noSuchAccount();
        return [{ type: 'PasswordChanged', data: {} }];
      case 'FailSignIn': {
        const { locked_until } = command;
        if (state.status !== 'registered') return [];
        const failed: UserEvent = { type: 'SignInFailed', data: {} };
        return locked_until ? [failed, { type: 'UserLocked', data: { until: locked_until } }] : [failed];
      }
      default:
        if (state.status === 'registered') return decideErasure(command, state.erasure);
        if (state.status === 'erased' && command.type === 'CompleteErasure') return [];
        throw noSuchAccount();
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'UserRegistered':
      case 'ErasureWithdrawn':
      case 'ErasureRejected':
        return { status: 'registered', erasure: 'none' };
      case 'ErasureRequested':
        return { status: 'registered', erasure: 'requested' };
      case 'ErasureApproved':
        return { status: 'registered', erasure: 'approved' };
      case 'UserErased':
        return { status: 'erased' };
      case 'PasswordChanged':
      case 'SignInFailed':
      case 'UserLocked':
        return { ...state };
      default:
        return state; // an event written by a newer version changes no rule here
    }
  },
};

const noSuchAccount = () => new DomainError('not-found', 'user-not-found', 'There is no such account.');
