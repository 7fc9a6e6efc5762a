import type { AccessReviewEvent } from '@pgai/domain/access-reviews/access-review.js';
import type { RevokeAccess } from '../jobs/revoke-access.job.js';
import { enqueue, reactor } from '../reactor.js';

/** A right that a review revokes is taken away. */
export const accessReviewReactor = reactor<AccessReviewEvent>('access-review-jobs', {
  AccessAttested: (_db, { subject: review_id, data, id, metadata, at }) => {
    if (data.decision !== 'revoke' || !metadata.team_id) return [];
    const payload: RevokeAccess = {
      review_id,
      team_id: metadata.team_id,
      subject: data.subject,
      reviewer_id: metadata.actor.id,
      event_id: id,
      correlation_id: metadata.correlation_id,
    };
    return enqueue({ identifier: 'revoke-access', payload, key: id, runAt: at });
  },
});
