/** A fact: what happened, in the past tense, with the smallest data that says it. */
export type Event = { type: string; data: Record<string, unknown> };

/**
 * The whole of an aggregate: where it starts, what a command leads to in a state, and what an event makes of a state.
 * `decide` may refuse (by DomainError) and may answer with no events; `evolve` never refuses, as events already happened.
 */
export type Decider<State, Command, E extends Event> = {
  readonly initial: State;
  readonly decide: (command: Command, state: State) => E[];
  readonly evolve: (state: State, event: E) => State;
};
