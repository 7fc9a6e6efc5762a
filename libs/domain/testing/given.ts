import type { Decider, Event } from '../decider.js';
import { DomainError } from '../domain-error.js';

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Spec helper: `given(team, created).when(command).decides(renamed)` or `.refused('team-not-found')`. */
export const given = <State, Command, E extends Event>(
  decider: Decider<State, Command, E>,
  ...history: E[]
) => ({
  when: (command: Command) => {
    const run = () => decider.decide(command, history.reduce(decider.evolve, decider.initial));
    return {
      decides: (...events: E[]) => {
        const decided = run();
        if (!same(decided, events))
          throw new Error(`decided ${JSON.stringify(decided)}, expected ${JSON.stringify(events)}`);
      },
      refused: (code: string) => {
        let decided: E[];
        try {
          decided = run();
        } catch (error) {
          if (error instanceof DomainError && error.code === code) return;
          throw error;
        }
        throw new Error(`decided ${JSON.stringify(decided)}, expected the refusal "${code}"`);
      },
    };
  },
});
