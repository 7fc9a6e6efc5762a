import type { Problem } from '@pgai/contracts/problem.js';

/** A refusal or failure the API put into words. Decide by `problem.code`, never by its text. */
export class ProblemError extends Error {
  constructor(
    readonly problem: Problem,
    options?: ErrorOptions,
  ) {
    super(problem.detail, options);
    this.name = 'ProblemError';
  }
}

/** No answer at all: the network is down, or nothing listens. It has no correlation id, for nobody saw the request. */
export function unreachable(path: string, cause: unknown): ProblemError {
  const problem = {
    type: '/problems/unreachable',
    code: 'unreachable',
    title: 'The server does not answer',
    status: 0,
    detail: 'The server does not answer.',
    hint: 'Check the network. What you typed is still here.',
    instance: path,
    correlation_id: '',
  };
  return new ProblemError(problem, { cause });
}

/** Anything else that can be thrown on a page, in the words of a problem. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  throw error;
}

/** What the API would say. */
export const notSignedIn = (path: string) =>
  new ProblemError({
    type: '/problems/not-signed-in',
    code: 'not-signed-in',
    title: 'Unauthorized',
    status: 401,
    detail: 'This needs a signed-in user.',
    instance: path,
    correlation_id: '',
  });
