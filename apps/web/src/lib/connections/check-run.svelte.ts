import type { ConnectionCheck, ConnectionTest } from '@pgai/contracts/connection-checks.js';
import type { TestLine } from '@pgai/contracts/connections.js';
import type { Problem } from '@pgai/contracts/problem.js';
import { aborted } from '#lib/api/lines.ts';
import { problemOf } from '#lib/api/problem-error.ts';

/** One run of the checks after the other: a new one ends that which is under way. */
export class CheckRun {
  checks = $state.raw<ConnectionCheck[]>([]);
  result = $state.raw<ConnectionTest>();
  problem = $state.raw<Problem>();
  running = $state(false);
  #current: AbortController | undefined;

  async start(run: (signal: AbortSignal) => AsyncIterable<TestLine>) {
    this.stop();
    const current = new AbortController();
    this.#current = current;
    this.running = true;
    this.checks = [];
    try {
      for await (const line of run(current.signal)) {
        if (current.signal.aborted) return;
        if ('check' in line) this.checks = [...this.checks, line.check];
        else this.show(line.result);
      }
    } catch (error) {
      if (!aborted(error) && !current.signal.aborted) this.problem = problemOf(error);
    } finally {
      if (this.#current === current) this.running = false;
    }
  }

  show(result: ConnectionTest) {
    this.result = result;
    this.checks = result.checks;
  }

  /** Nothing is known any more. */
  stop() {
    this.#current?.abort();
    this.#current = undefined;
    this.running = false;
    this.result = undefined;
    this.problem = undefined;
    this.checks = [];
  }
}
