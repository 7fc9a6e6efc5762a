import type { Decider } from '../decider.js';
import { DomainError } from '../domain-error.js';

export type SessionCommand =
  | { type: 'StartSession'; user_id: string; expires_at: string }
  | { type: 'RevokeSession' }
  | { type: 'ExpireSession' };

export type SessionEvent =
  | { type: 'SessionStarted'; data: { user_id: string; expires_at: string } }
  | { type: 'SessionRevoked'; data: Record<string, never> }
  | { type: 'SessionExpired'; data: Record<string, never> };

export type Session = { status: 'absent' | 'open' | 'ended' };

/** A session ends once: whoever comes second (the user, the clock) finds it ended and nothing happens. */
export const session: Decider<Session, SessionCommand, SessionEvent> = {
  initial: { status: 'absent' },

  decide(command, { status }) {
    switch (command.type) {
      case 'StartSession': {
        const { user_id, expires_at } = command;
        if (status !== 'absent')
          throw new DomainError('conflict', 'session-exists', 'This session has already been started.');
        return [{ type: 'SessionStarted', data: { user_id, expires_at } }];
      }
      case 'RevokeSession':
        return status === 'open' ? [{ type: 'SessionRevoked', data: {} }] : [];
      case 'ExpireSession':
        return status === 'open' ? [{ type: 'SessionExpired', data: {} }] : [];
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'SessionStarted':
        return { status: 'open' };
      case 'SessionRevoked':
      case 'SessionExpired':
        return { status: 'ended' };
      default:
        return state; // an event written by a newer version changes no rule here
    }
  },
};
