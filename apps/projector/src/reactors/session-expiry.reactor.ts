import type { SessionEvent } from '@pgai/domain/sessions/session.js';
import type { ExpireSession } from '../jobs/expire-session.job.js';
import { enqueue, reactor } from '../reactor.js';

/** A session ends by itself when its time is over. */
export const sessionExpiry = reactor<SessionEvent>('session-expiry', {
  SessionStarted: (_db, { subject, data, id, metadata }) => {
    const payload: ExpireSession = {
      session_id: subject,
      event_id: id,
      correlation_id: metadata.correlation_id,
    };
    return enqueue({ identifier: 'expire-session', payload, key: id, runAt: data.expires_at });
  },
});
