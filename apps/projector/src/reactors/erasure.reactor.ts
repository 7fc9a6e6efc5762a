import type { UserEvent } from '@pgai/domain/users/user.js';
import type { ErasePerson } from '../jobs/erase-person.job.js';
import { enqueue, reactor } from '../reactor.js';

/** Who is approved to be erased is erased, at once. */
export const erasureReactor = reactor<UserEvent>('erasure-jobs', {
  ErasureApproved: (_db, { subject, id, metadata, at }) => {
    const payload: ErasePerson = {
      user_id: subject,
      event_id: id,
      correlation_id: metadata.correlation_id,
    };
    return enqueue({ identifier: 'erase-person', payload, key: id, runAt: at });
  },
});
