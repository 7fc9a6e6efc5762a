import type { Problem } from '@pgai/contracts/problem.js';
import { notSignedIn, ProblemError, unreachable } from './problem-error.ts';

export type Fetch = typeof globalThis.fetch;

/**
 * A plain GET. Pass the `fetch` of a load function where there is one. The API leaves a cookie that says no more than
 * that there is a session; without it the answer is known, and a visitor's first page need not ask in vain.
 */
export async function read<T>(path: string, fetch: Fetch = globalThis.fetch): Promise<T> {
  if (!document.cookie.split('; ').includes('pgai_signed_in=1')) throw notSignedIn(path);
  return readOpen(path, fetch);
}

/** What the API tells everybody. */
export async function readOpen<T>(path: string, fetch: Fetch = globalThis.fetch): Promise<T> {
  for (const pauseMs of pausesMs) {
    try {
      return await send<T>(fetch, path, {});
    } catch (error) {
      if (!passes(error)) throw error;
      await new Promise((over) => setTimeout(over, pauseMs));
    }
  }
  return send<T>(fetch, path, {});
}

/** A server that starts anew is back within a second: not worth taking the page away, with what is typed on it. */
const pausesMs = [200, 800];
const passes = (error: unknown) =>
  error instanceof ProblemError &&
  ['unreachable', 'no-answer', 'database-unavailable'].includes(error.problem.code);

/**
 * A command. When the network fails nobody knows whether it arrived, so it is sent once more under the same
 * Idempotency-Key: the server does it once, whichever of the two came through.
 */
export async function command<T>(path: string, body?: unknown, revision?: number): Promise<T> {
  const headers = new Headers({ 'Idempotency-Key': crypto.randomUUID() });
  if (body !== undefined) headers.set('Content-Type', 'application/json');
  if (revision !== undefined) headers.set('If-Match', `"${revision}"`);
  const init = { method: 'POST', headers, body: body === undefined ? undefined : JSON.stringify(body) };

  try {
    return await send<T>(globalThis.fetch, path, init);
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code !== 'unreachable') throw error;
    return await send<T>(globalThis.fetch, path, init);
  }
}

/** A question that is too long for an address. It changes nothing, so it needs no key against being done twice. */
export const ask = <T>(path: string, body: unknown, signal?: AbortSignal) =>
  send<T>(globalThis.fetch, path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });

async function send<T>(fetch: Fetch, path: string, init: RequestInit): Promise<T> {
  const response = await fetch(path, init).catch((cause) => {
    throw unreachable(path, cause);
  });
  if (!response.ok) throw await refusal(path, response);
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
}

export async function refusal(path: string, response: Response): Promise<ProblemError> {
  const type = response.headers.get('content-type') ?? '';
  if (type.startsWith('application/problem+json'))
    return new ProblemError((await response.json()) as Problem);

  // Something before the API answered, such as a proxy whose upstream is starting.
  return new ProblemError({
    type: '/problems/no-answer',
    code: 'no-answer',
    title: 'The server cannot answer now',
    status: response.status,
    detail: `The server answered ${response.status} without saying why.`,
    instance: path,
    correlation_id: response.headers.get('x-correlation-id') ?? '',
  });
}
