import { type AccessSubject, accessReview } from '@pgai/domain/access-reviews/access-review.js';
import { DomainError } from '@pgai/domain/domain-error.js';
import { team } from '@pgai/domain/teams/team.js';
import type { EventStore } from '@pgai/event-store/event-store.js';
import { handle } from '@pgai/event-store/handle.js';
import { bySystem } from './by-system.js';

export type RevokeAccess = {
  review_id: string;
  team_id: string;
  subject: AccessSubject;
  /** the event that says: revoke */
  event_id: string;
  correlation_id: string;
};

const actor = 'access-review';

/** The right goes through the aggregate that gave it, with all its rules; the review then tells what came of it. */
export async function revokeAccess({ store }: { store: EventStore }, job: RevokeAccess) {
  const { subject, review_id, team_id } = job;
  const stream = `access_review-${review_id}`;
  const record = (what: string) => bySystem(actor, what, job, team_id);
  const refusal = await revoke(store, job);
  if (refusal) {
    const refused = { type: 'RecordRevocationRefused', subject, code: refusal } as const;
    await handle(store, accessReview, stream, refused, record('refused'));
  } else {
    await handle(store, accessReview, stream, { type: 'RecordRevocation', subject }, record('revoked'));
  }
}

/** Why it could not be taken away; somebody who is not there any more has nothing to lose. */
async function revoke(store: EventStore, job: RevokeAccess): Promise<string | undefined> {
  const { team_id, subject } = job;
  const remove = { type: 'RemoveMember', user_id: subject.id, by: { kind: 'system', id: actor } } as const;
  try {
    await handle(store, team, `team-${team_id}`, remove, bySystem(actor, 'remove', job, team_id));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code !== 'member-not-found') return error.code;
  }
}
