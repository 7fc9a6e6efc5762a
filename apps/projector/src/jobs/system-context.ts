import { uuidV5 } from '@pgai/event-store/event-id.js';
import type { Context } from '@pgai/event-store/handle.js';

type Cause = { event_id: string; correlation_id: string };

/**
 * Of a command that a job sends because of an event: its id comes from the event, so that it is done once. A job that
 * sends several says what each is about.
 */
export function systemContext(job: string, team_id: string | null, cause: Cause, about = job): Context {
  const commandId = uuidV5(cause.event_id, about);
  return {
    commandId,
    metadata: {
      actor: { kind: 'system', id: job },
      team_id,
      correlation_id: cause.correlation_id,
      causation_id: cause.event_id,
      request_id: commandId,
      at: new Date().toISOString(),
      schema: 1,
    },
  };
}
