import type { Event } from '@pgai/domain/decider.js';
import type { Sealed } from '@pgai/domain/personal.js';

/** Who, when and why: written beside every event, never read by a rule. */
export type Metadata = {
  actor: { kind: 'user' | 'api_key' | 'system'; id: string };
  team_id: string | null;
  correlation_id: string;
  causation_id: string | null;
  request_id: string;
  /** ISO 8601, the application's clock; order is by position only */
  at: string;
  /** version of the shape of this event's data; the store writes the newest of the event's type */
  schema: number;
  /** IP address and user agent, sealed under the actor's key; when the actor is the system, under the stream's user's */
  personal?: Sealed;
  /** under whose key `personal` is sealed, when it is another's: the person who was shown the secret of an API key */
  personal_of?: string;
};

/** An event as the log has it. `data` has the newest shape, whatever shape it was stored in. */
export type Recorded<E extends Event = Event> = E & {
  id: string;
  stream: string;
  revision: bigint;
  position: bigint;
  metadata: Metadata;
  /** the data in the shape it was stored in */
  stored: Event['data'];
  at: Date;
};
