import type { Decider, Event } from '@pgai/domain/decider.js';
import { DomainError } from '@pgai/domain/domain-error.js';
import { LostRace, StaleRevision, WrongRevision } from './errors.js';
import type { Metadata, Recorded } from './event.js';
import { eventId } from './event-id.js';
import type { EventStore } from './event-store.js';
import type { Known } from './known-states.js';

export type Context = {
  metadata: Metadata;
  /** UUID; the same id is the same command, done at most once per stream */
  commandId: string;
  /** Nobody can have sent this command before, so its events need not be looked for in the log. */
  firstTry?: boolean;
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
  { metadata, commandId, firstTry, expectedRevision }: Context,
): Promise<HandledReceipt> {
  const none: Known<State> = { state: decider.initial, revision: -1n };

  /** Undefined when the rules have nothing to add. */
  const append = async ({ state, revision }: Known<State>) => {
    if (expectedRevision !== undefined && expectedRevision !== revision)
      throw new StaleRevision(stream, expectedRevision, revision);
    const events = decider.decide(command, state);
    if (events.length === 0) return undefined;
    const ids = events.map((_, index) => eventId(commandId, index));
    const appended = await store.append(stream, events, revision, metadata, ids);
    store.known.set(stream, { state: events.reduce(decider.evolve, state), revision: appended });
    return { revision: appended };
  };

  let known = (firstTry && store.known.get<State>(stream)) || none;
  if (known !== none) {
    const appended = await append(known).catch(unlessDecided);
    if (appended) return appended; // anything else may be because what is known is behind
  }

  for (let attempt = 1; ; attempt++) {
    const events = await store.read<E>(stream, known.revision + 1n);
    const done = lastEventOf(commandId, events);
    if (done) return { revision: done.revision };

    known = {
      state: events.reduce(decider.evolve, known.state),
      revision: events.at(-1)?.revision ?? known.revision,
    };
    if (known.revision >= 0n) store.known.set(stream, known);
    try {
      return (await append(known)) ?? { revision: known.revision };
    } catch (error) {
      if (!(error instanceof WrongRevision)) throw error;
      if (expectedRevision !== undefined) throw new StaleRevision(stream, expectedRevision, error.actual);
      if (attempt === tries) throw new LostRace(stream, error);
      if (error.actual < known.revision) known = none; // the log is another one than before
    }
  }
}

/** A decision about a state that may be behind is no decision yet; a failure of the store is one. */
function unlessDecided(error: unknown) {
  if (error instanceof DomainError || error instanceof StaleRevision || error instanceof WrongRevision)
    return undefined;
  throw error;
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
