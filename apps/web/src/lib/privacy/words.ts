import type { MyErasure } from '@pgai/contracts/privacy.js';

/** What the page says first: where one's request stands. */
export const stateOf = ({ status }: MyErasure) =>
  ({
    none: 'You can take your data with you, or be erased.',
    withdrawn: 'You can take your data with you, or be erased.',
    requested: 'Your erasure waits for an owner.',
    approved: 'You are being erased.',
    rejected: 'An owner rejected your erasure.',
    erased: 'You are erased.',
  })[status];

/** What a retention policy calls each kind of row, in words. */
export const retainedNames: Record<string, { name: string; about: string }> = {
  ended_sessions: { name: 'Ended sessions', about: 'after they end' },
  expired_tokens: { name: 'Links in mails', about: 'after they expire' },
  sent_mails: { name: 'Sent mails', about: 'after they are sent' },
  idempotency_keys: { name: 'Idempotency keys', about: 'after they are used' },
  snapshots: { name: 'Snapshots of past states', about: 'made again from the log when needed' },
  replaced_secrets: { name: 'Replaced API key secrets', about: 'after they stop working' },
  archived_drafts: { name: 'Drafts of archived views', about: 'commits and versions stay' },
};

export const days = (n: number) => (n === 1 ? '1 day' : `${n} days`);
export const rows = (n: number | null) => (n === null ? '–' : n === 1 ? '1 row' : `${n} rows`);
