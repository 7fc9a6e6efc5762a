import type { Decider, Event } from '@pgai/domain/decider.js';
import { LostRace, StaleRevision, WrongRevision } from './errors.js';
import type { Metadata, Recorded } from './event.js';
import { eventId } from './event-id.js';
import type { EventStore } from './event-store.js';

export type Context = {
  metadata: Metadata;
  /** UUID; the same id is the same command, done at most once per stream */
  commandId: string;
  /** what the client saw (If-Match); without it a lost race is decided again */
  expectedRevision?: bigint;
};

export type HandledReceipt = { revision: bigint };

const tries = 3;

/** The only place that loads, decides and appends. */
export async function handle<State, Command, E extends Event>(
  store: EventStore,
  decider: Decider<State, Command, E>,
  stream: string,
  command: Command,
  { metadata, commandId, expectedRevision }: Context,
): Promise<HandledReceipt> {
  for (let attempt = 1; ; attempt++) {
    const history = await store.read<E>(stream);
    const done = lastEventOf(commandId, history);
    if (done) return { revision: done.revision };

    const revision = history.at(-1)?.revision ?? -1n;
    if (expectedRevision !== undefined && expectedRevision !== revision)
      throw new StaleRevision(stream, expectedRevision, revision);

    const events = decider.decide(command, history.reduce(decider.evolve, decider.initial));
    if (events.length === 0) return { revision };

    const ids = events.map((_, index) => eventId(commandId, index));
    try {
      return { revision: await store.append(stream, events, revision, metadata, ids) };
    } catch (error) {
      if (!(error instanceof WrongRevision)) throw error;
      if (expectedRevision !== undefined) throw new StaleRevision(stream, expectedRevision, error.actual);
      if (attempt === tries) throw new LostRace(stream, error);
    }
  }
}

/** A command sent again finds its own events: by us after a crash, or by a client with the same Idempotency-Key. */
function lastEventOf<E extends Event>(commandId: string, history: Recorded<E>[]) {
  const firstId = eventId(commandId, 0);
  const first = history.findIndex(({ id }) => id === firstId);
  if (first === -1) return undefined;
  let count = 1;
  while (history[first + count]?.id === eventId(commandId, count)) count++;
  return history[first + count - 1];
}
