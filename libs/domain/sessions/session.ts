import type { Decider } from '../decider.js';
import { DomainError } from '../domain-error.js';

export type SessionCommand =
  | { type: 'StartSession'; user_id: string; expires_at: string }
  | { type: 'RevokeSession'; user_id: string }
  | { type: 'ExpireSession' };

export type SessionEvent =
  | { type: 'SessionStarted'; data: { user_id: string; expires_at: string } }
  | { type: 'SessionRevoked'; data: Record<string, never> }
  | { type: 'SessionExpired'; data: Record<string, never> };

export type Session = { status: 'absent' } | { status: 'open' | 'ended'; user_id: string };

/**
 * A session ends once: whoever comes second (the user, the clock) finds it ended and nothing happens. Only its own user
 * revokes it; to others it looks as if it were not there.
 */
export const session: Decider<Session, SessionCommand, SessionEvent> = {
  initial: { status: 'absent' },

  decide(command, state) {
    const { status } = state;
    switch (command.type) {
      case 'StartSession': {
        const { user_id, expires_at } = command;
        if (status !== 'absent')
          throw new DomainError('conflict', 'session-exists', 'This session has already been started.');
        return [{ type: 'SessionStarted', data: { user_id, expires_at } }];
      }
      case 'RevokeSession':
        if (state.status === 'absent' || state.user_id !== command.user_id)
          throw new DomainError('not-found', 'session-not-found', 'There is no such session of yours.');
        return status === 'open' ? [{ type: 'SessionRevoked', data: {} }] : [];
      case 'ExpireSession':
        return status === 'open' ? [{ type: 'SessionExpired', data: {} }] : [];
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'SessionStarted':
        return { status: 'open', user_id: event.data.user_id };
      case 'SessionRevoked':
      case 'SessionExpired':
        return state.status === 'absent' ? state : { ...state, status: 'ended' };
      default:
        return state; // an event written by a newer version changes no rule here
    }
  },
};
