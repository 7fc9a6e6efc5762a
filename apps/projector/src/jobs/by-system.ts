import { uuidV5 } from '@pgai/event-store/event-id.js';
import type { Context } from '@pgai/event-store/handle.js';

type Cause = {
  /** the event that asked for the job */
  event_id: string;
  correlation_id: string;
};

/**
 * A command that a job gives in nobody's name. Its id comes from the event that asked for the job and from what it is
 * about, so that a job which runs again does nothing new.
 */
export function bySystem(id: string, about: string, cause: Cause, team_id: string | null = null): Context {
  const commandId = uuidV5(cause.event_id, about);
  return {
    commandId,
    metadata: {
      actor: { kind: 'system', id },
      team_id,
      correlation_id: cause.correlation_id,
      causation_id: cause.event_id,
      request_id: commandId,
      at: new Date().toISOString(),
      schema: 1,
    },
  };
}
