import type { Problem } from '@pgai/contracts/problem.js';
import { goto } from '$app/navigation';
import { signInPath } from './loading.ts';
import { problemOf } from './problem-error.ts';

/** One form's way to the API and back: whether it is under way, and what was refused, for the field or for the whole. */
export class Submission {
  busy = $state(false);
  problem = $state.raw<Problem>();

  /** Resolves to undefined when refused; `problem` then says why. A second press while it works does nothing. */
  async run<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (this.busy) return undefined;
    this.busy = true;
    this.problem = undefined;
    try {
      return await work();
    } catch (error) {
      this.problem = problemOf(error);
      if (this.problem.code === 'not-signed-in') await goto(signInPath(location));
      return undefined;
    } finally {
      this.busy = false;
    }
  }

  of(field: string): string | undefined {
    return this.problem?.errors?.find((refused) => refused.field === field)?.message;
  }

  /** The problem as a whole, once no field of the form carries it. */
  whole(...fields: string[]): Problem | undefined {
    return fields.some((field) => this.of(field)) ? undefined : this.problem;
  }
}
