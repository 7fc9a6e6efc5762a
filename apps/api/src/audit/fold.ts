import { aggregateOf } from '@pgai/domain/aggregates.js';
import { upcast } from '@pgai/event-store/upcast.js';

/** An event as the ledger has it, as far as a state depends on it. */
export type LedgerEvent = {
  position: string;
  stream: string;
  revision: string;
  action: string;
  data: Record<string, unknown>;
  schema: number;
};

/** What a stream has become: its state, and the revision of the event that made it so. */
export type Folded = { revision: string; state: unknown };

/** The state after this event; undefined for streams that are no aggregate. */
export function folded(before: Folded | undefined, event: LedgerEvent): Folded | undefined {
  const { stream, revision, action: type, schema } = event;
  const aggregate = aggregateOf(stream);
  if (!aggregate) return undefined;
  const data = upcast.lift(type, schema, event.data);
  return { revision, state: aggregate.evolve(before ? before.state : aggregate.initial, { type, data }) };
}

/** All of these, one after the other, on top of the states before them. */
export function foldAll(states: Map<string, Folded>, events: Iterable<LedgerEvent>) {
  for (const event of events) {
    const next = folded(states.get(event.stream), event);
    if (next) states.set(event.stream, next);
  }
  return states;
}
