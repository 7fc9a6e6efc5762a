import type { AccessLine, AccessReview, AccessReviewSummary } from '@pgai/contracts/access-reviews.js';

export const scopeNames = { all: 'Members and API keys', privileged: 'Owners and admins' } as const;

const format = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
/** A day to come, which has no age. */
export const day = (at: string) => format.format(new Date(at));

type State = { tone: 'plain' | 'ok' | 'warn'; label: string };

export function stateOf({ completed_at, overdue }: AccessReviewSummary): State {
  if (completed_at) return { tone: 'ok', label: 'Completed' };
  return overdue ? { tone: 'warn', label: 'Overdue' } : { tone: 'plain', label: 'Open' };
}

/** What is left to do, as the page says it first. */
export function sentence(review: AccessReview, me: string) {
  const { completed_at, lines, attested, revoked, rights } = review;
  const own = rights.some(({ subject, decision }) => subject.id === me && !decision);
  const left = lines - attested - (own && aloneIn(review, me) ? 1 : 0);
  if (completed_at) return revoked === 0 ? 'Every right was kept.' : `${were(revoked)} revoked.`;
  if (left === 0) return 'Every right is attested.';
  return left === 1 ? 'One right is not attested yet.' : `${left} rights are not attested yet.`;
}

/** Nobody else in the review may attest, so one’s own right stays open. */
export const aloneIn = ({ rights }: AccessReview, me: string) =>
  !rights.some(
    ({ subject, role, decision }) =>
      subject.kind === 'user' &&
      subject.id !== me &&
      (role === 'owner' || role === 'admin') &&
      decision !== 'revoke',
  );

const were = (n: number) => (n === 1 ? 'One right was' : `${n} rights were`);

export const refusals: Record<string, string> = {
  'last-owner': 'the last owner stays',
};

/** What became of a right, in a few words. */
export function outcome({ decision, revoked_at, refused }: AccessLine) {
  if (refused) return `Not revoked: ${refusals[refused] ?? refused}`;
  if (decision === 'keep') return 'Kept';
  if (decision === 'revoke') return revoked_at ? 'Revoked' : 'Revoking…';
  return '';
}
