import type { Decider } from '../decider.js';
import { DomainError } from '../domain-error.js';

/**
 * Rows that are kept beside the log and may go, each with where its days are set and how many there are when nobody sets
 * them. Events are not among them: they are never removed.
 */
export const retained = {
  ended_sessions: { scope: 'deployment', days: 7, most: 365 },
  expired_tokens: { scope: 'deployment', days: 7, most: 365 },
  sent_mails: { scope: 'deployment', days: 30, most: 365 },
  idempotency_keys: { scope: 'deployment', days: 7, most: 30 },
  snapshots: { scope: 'team', days: 30, most: 365 },
  replaced_secrets: { scope: 'team', days: 30, most: 365 },
  archived_drafts: { scope: 'team', days: 90, most: 365 },
} as const satisfies Record<string, { scope: 'deployment' | 'team'; days: number; most: number }>;

export type Retained = keyof typeof retained;
export type RetentionDays = Partial<Record<Retained, number>>;
export type Removed = { what: Retained; count: number };

export type RetentionCommand =
  | { type: 'SetRetentionPolicy'; scope: 'deployment' | 'team'; days: RetentionDays }
  | { type: 'ApplyRetention'; removed: readonly Removed[] };

export type RetentionEvent =
  | { type: 'RetentionPolicySet'; data: { days: RetentionDays } }
  | { type: 'RetentionApplied'; data: { removed: Removed[] } };

export type Retention = { days: RetentionDays };

/** When the clean-up runs every day, UTC. */
export const retentionRunsAt = { hour: 3, minute: 17 };

export const retainedIn = (scope: 'deployment' | 'team') =>
  (Object.keys(retained) as Retained[]).filter((what) => retained[what].scope === scope);

/** What holds in a scope: what was set, else what holds when nobody sets it. */
export const effectiveDays = (scope: 'deployment' | 'team', { days }: Retention): RetentionDays =>
  Object.fromEntries(retainedIn(scope).map((what) => [what, days[what] ?? retained[what].days]));

export const retention: Decider<Retention, RetentionCommand, RetentionEvent> = {
  initial: { days: {} },

  decide(command, state) {
    switch (command.type) {
      case 'SetRetentionPolicy': {
        const { scope, days } = command;
        for (const [what, value] of Object.entries(days) as [Retained, number][])
          refuseUnless(scope, what, value);
        const next = { ...state.days, ...days };
        if (retainedIn(scope).every((what) => next[what] === state.days[what])) return [];
        return [{ type: 'RetentionPolicySet', data: { days: next } }];
      }
      case 'ApplyRetention':
        return [{ type: 'RetentionApplied', data: { removed: [...command.removed] } }];
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'RetentionPolicySet':
        return { days: event.data.days };
      case 'RetentionApplied':
        return { ...state };
      default:
        return state; // an event written by a newer version changes no rule here
    }
  },
};

function refuseUnless(scope: 'deployment' | 'team', what: Retained, days: number) {
  const known = Object.hasOwn(retained, what) ? retained[what] : undefined;
  if (known?.scope !== scope)
    throw new DomainError('invalid', 'not-retained', `${what} is nothing that is kept per ${scope}.`);
  if (!Number.isInteger(days) || days < 1 || days > known.most)
    throw new DomainError('invalid', 'retention-out-of-range', `${what}: 1 to ${known.most} days.`);
}
