import type { Decider, Event } from '@pgai/domain/decider.js';
import type { EventStore } from './event-store.js';
import type { Known } from './known-states.js';

/** What a stream says now. Of a stream that this process has folded before, only what came since is read. */
export async function stateOf<State, Command, E extends Event>(
  store: EventStore,
  decider: Decider<State, Command, E>,
  stream: string,
): Promise<State> {
  return (await latestOf(store, decider, stream)).state;
}

/** As `stateOf`, with the revision of the newest event. */
export async function latestOf<State, Command, E extends Event>(
  store: EventStore,
  decider: Decider<State, Command, E>,
  stream: string,
): Promise<Known<State>> {
  const known: Known<State> = store.known.get<State>(stream) ?? { state: decider.initial, revision: -1n };
  const events = await store.read<E>(stream, known.revision + 1n);
  const state = events.reduce(decider.evolve, known.state);
  const revision = events.at(-1)?.revision ?? known.revision;
  if (revision >= 0n) store.known.set(stream, { state, revision });
  return { state, revision };
}
