/** What a stream folded to, at a revision. Never ahead of the log; behind it when somebody else has appended. */
export type Known<State> = { state: State; revision: bigint };

const mostStreams = 5_000;

/**
 * The states this process folded last, so that a command need not read its stream again. Any of them may be behind:
 * an append against it is then refused by the store, and whatever else it leads to is looked up before it counts.
 */
export class KnownStates {
  private readonly states = new Map<string, Known<unknown>>();

  get<State>(stream: string) {
    return this.states.get(stream) as Known<State> | undefined;
  }

  set(stream: string, known: Known<unknown>) {
    this.states.delete(stream);
    this.states.set(stream, known);
    const [oldest] = this.states.size > mostStreams ? this.states.keys() : [];
    if (oldest !== undefined) this.states.delete(oldest);
  }
}
