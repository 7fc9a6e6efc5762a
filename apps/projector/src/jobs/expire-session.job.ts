import { session } from '@pgai/domain/sessions/session.js';
import { uuidV5 } from '@pgai/event-store/event-id.js';
import type { EventStore } from '@pgai/event-store/event-store.js';
import { handle } from '@pgai/event-store/handle.js';
import type pg from 'pg';

export type ExpireSession = {
  session_id: string;
  /** the event that started the session */
  event_id: string;
  correlation_id: string;
};

/** Ends a session whose time is over. The command's id comes from the event, so a job that runs again does nothing new. */
export async function expireSession(
  { store, pool }: { store: EventStore; pool: pg.Pool },
  job: ExpireSession,
) {
  const commandId = uuidV5(job.event_id, 'expire-session');
  await handle(
    store,
    session,
    `session-${job.session_id}`,
    { type: 'ExpireSession' },
    {
      commandId,
      metadata: {
        actor: { kind: 'system', id: 'session-expiry' },
        team_id: null,
        correlation_id: job.correlation_id,
        causation_id: job.event_id,
        request_id: commandId,
        at: new Date().toISOString(),
        schema: 1,
      },
    },
  );
  await pool.query('delete from app.session where session_id = $1', [job.session_id]);
}
