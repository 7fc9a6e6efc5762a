import { setTimeout as delay } from 'node:timers/promises';
import { ErrorType } from '@eventstore/db-client';
import { StoreUnavailable } from './errors.js';

const transientTypes = new Set<unknown>([
  ErrorType.UNAVAILABLE,
  ErrorType.CANCELLED,
  ErrorType.DEADLINE_EXCEEDED,
  ErrorType.TIMEOUT,
  ErrorType.NOT_LEADER,
  ErrorType.UNKNOWN, // how the client reports a connection torn in the middle of an answer
]);
/** gRPC's CANCELLED, UNKNOWN, DEADLINE_EXCEEDED, ABORTED, INTERNAL, UNAVAILABLE: the client does not wrap all of them. */
const transientCodes = new Set<unknown>([1, 2, 4, 10, 13, 14]);

/** No answer in time: nobody knows whether the work was done. */
export class NoAnswer extends Error {}

/** True when the same request may well succeed a little later. */
export function isTransient(error: unknown) {
  if (error instanceof NoAnswer) return true;
  if (!(error instanceof Error)) return false;
  if ('type' in error) return transientTypes.has(error.type);
  return 'code' in error && transientCodes.has(error.code);
}

/** Waits longer after each failure, up to a second, with jitter so that clients do not come back in step. */
export async function backOff(failures: number, signal?: AbortSignal) {
  const ceilingMs = Math.min(1_000, 25 * 2 ** failures);
  await delay(ceilingMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
}

/** Repeats what may be repeated until it succeeds or the time is up. */
export async function retrying<T>(forMs: number, attempt: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + forMs;
  for (let failures = 0; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isTransient(error)) throw error;
      if (performance.now() > deadline) throw new StoreUnavailable(error);
      await backOff(failures);
    }
  }
}

/** @throws NoAnswer when the work takes longer; the work itself goes on. */
export async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswer(`No answer within ${timeoutMs} ms.`)), timeoutMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
