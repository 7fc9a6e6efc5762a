import type { Decider } from '../decider.js';
import { DomainError } from '../domain-error.js';

/** Who has a right: a member or an API key. */
export type AccessSubject = { kind: 'user' | 'api_key'; id: string };

/** One right as it was when the review began; what changed meanwhile shows beside it. */
export type AccessLine = {
  subject: AccessSubject;
  role: string;
  /** permissions beside the role's, in words */
  grants: string[];
  since: string;
  last_used_at: string | null;
};

/** `all`: members and API keys; `privileged`: owners and admins. */
type Started = { team_id: string; scope: 'all' | 'privileged'; due_at: string; lines: AccessLine[] };

export type Decision = 'keep' | 'revoke';

export type AccessReviewCommand =
  | ({ type: 'StartAccessReview' } & Started)
  | { type: 'AttestAccess'; subject: AccessSubject; decision: Decision; reviewer_id: string }
  | { type: 'RecordRevocation'; subject: AccessSubject }
  | { type: 'RecordRevocationRefused'; subject: AccessSubject; code: string }
  | { type: 'CompleteAccessReview'; reviewer_id: string };

export type AccessReviewEvent =
  | {
      type: 'AccessReviewStarted';
      data: Started;
    }
  | { type: 'AccessAttested'; data: { subject: AccessSubject; decision: Decision } }
  | { type: 'AccessRevokedByReview'; data: { subject: AccessSubject } }
  | { type: 'AccessRevocationRefused'; data: { subject: AccessSubject; code: string } }
  | { type: 'AccessReviewCompleted'; data: Record<string, never> };

type Line = { subject: AccessSubject; role: string; decision?: Decision };
export type AccessReview =
  | { status: 'absent' }
  | { status: 'open' | 'completed'; lines: ReadonlyMap<string, Line> };

export const keyOf = ({ kind, id }: AccessSubject) => `${kind} ${id}`;

export const decide = (command: AccessReviewCommand, review: AccessReview): AccessReviewEvent[] => {
  switch (command.type) {
    case 'StartAccessReview': {
      const { team_id, scope, due_at, lines } = command;
      if (review.status !== 'absent')
        throw new DomainError('conflict', 'access-review-exists', 'This review was started before.');
      if (lines.length === 0)
        throw new DomainError('conflict', 'nothing-to-review', 'Nobody has a right of this scope.');
      return [{ type: 'AccessReviewStarted', data: { team_id, scope, due_at, lines } }];
    }
    case 'AttestAccess':
      return attest(command, open(review));
    case 'RecordRevocation': {
      const { decision } = lineOf(started(review), command.subject);
      return decision === 'revoke'
        ? [{ type: 'AccessRevokedByReview', data: { subject: command.subject } }]
        : [];
    }
    case 'RecordRevocationRefused': {
      const { subject, code } = command;
      lineOf(started(review), subject);
      return [{ type: 'AccessRevocationRefused', data: { subject, code } }];
    }
    case 'CompleteAccessReview':
      return complete(command.reviewer_id, review);
  }
};

const attest = (
  { subject, decision, reviewer_id }: Extract<AccessReviewCommand, { type: 'AttestAccess' }>,
  review: Begun,
): AccessReviewEvent[] => {
  const line = lineOf(review, subject);
  if (isOf(subject, reviewer_id))
    throw new DomainError('forbidden', 'own-access', 'Somebody else has to attest what you have.');
  if (line.decision === decision) return [];
  if (line.decision === 'revoke')
    throw new DomainError('conflict', 'access-revoked', 'This right was revoked by the review.');
  return [{ type: 'AccessAttested', data: { subject, decision } }];
};

/** One's own line stays open only where nobody else in the review may attest it. */
const complete = (reviewerId: string, review: AccessReview): AccessReviewEvent[] => {
  if (review.status === 'completed') return [];
  const { lines } = open(review);
  const undecided = [...lines.values()].filter(({ decision }) => decision === undefined);
  const othersReview = [...lines.values()].some(
    ({ subject, role, decision }) =>
      subject.kind === 'user' && !isOf(subject, reviewerId) && reviews(role) && decision !== 'revoke',
  );
  const left = undecided.filter(({ subject }) => othersReview || !isOf(subject, reviewerId));
  if (left.length > 0)
    throw new DomainError(
      'conflict',
      'access-not-attested',
      left.length === 1 ? 'One right is not attested yet.' : `${left.length} rights are not attested yet.`,
    );
  return [{ type: 'AccessReviewCompleted', data: {} }];
};

export const evolve = (review: AccessReview, event: AccessReviewEvent): AccessReview => {
  switch (event.type) {
    case 'AccessReviewStarted': {
      const lines = event.data.lines.map(({ subject, role }) => [keyOf(subject), { subject, role }] as const);
      return { status: 'open', lines: new Map(lines) };
    }
    case 'AccessAttested':
      return decided(review, event.data.subject, event.data.decision);
    case 'AccessRevokedByReview':
      return decided(review, event.data.subject, 'revoke');
    case 'AccessRevocationRefused':
      return decided(review, event.data.subject, undefined);
    case 'AccessReviewCompleted':
      return review.status === 'absent' ? review : { ...review, status: 'completed' };
    default:
      return review; // an event written by a newer version changes no rule here
  }
};

export const accessReview: Decider<AccessReview, AccessReviewCommand, AccessReviewEvent> = {
  initial: { status: 'absent' },
  decide,
  evolve,
};

type Begun = Exclude<AccessReview, { status: 'absent' }>;

const isOf = (subject: AccessSubject, userId: string) => subject.kind === 'user' && subject.id === userId;
const reviews = (role: string) => role === 'owner' || role === 'admin';

const decided = (review: AccessReview, subject: AccessSubject, decision: Decision | undefined) => {
  if (review.status === 'absent') return review;
  const line = review.lines.get(keyOf(subject));
  if (!line) return review;
  const { decision: _, ...bare } = line;
  const lines = new Map(review.lines).set(keyOf(subject), decision ? { ...bare, decision } : bare);
  return { ...review, lines };
};

const started = (review: AccessReview): Begun => {
  if (review.status === 'absent')
    throw new DomainError('not-found', 'access-review-not-found', 'This team has no such access review.');
  return review;
};

const open = (review: AccessReview): Begun => {
  const found = started(review);
  if (found.status === 'completed')
    throw new DomainError('conflict', 'access-review-completed', 'This access review is completed.');
  return found;
};

const lineOf = (review: Begun, subject: AccessSubject) => {
  const line = review.lines.get(keyOf(subject));
  if (!line) throw new DomainError('not-found', 'access-not-in-review', 'This review has no such right.');
  return line;
};
