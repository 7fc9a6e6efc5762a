import { addAbortSignal, type Readable } from 'node:stream';
import { NoAnswer } from './retry.js';

/** A Readable of the client, whose types lag behind Node's. */
type Answer<T> = AsyncIterable<T> & {
  on(event: 'error', listener: () => void): unknown;
  cancel?(): Promise<void>;
  unsubscribe?(): Promise<void>;
};

/**
 * What a read or a subscription sends, with `for await` and its back-pressure. Leaving the loop for whatever reason ends
 * the call on the server too. The client swallows its own cancellations, so only the signal ends a loop that waits.
 */
export async function* eachOf<T>(answer: Answer<T>, signal: AbortSignal): AsyncGenerator<T> {
  answer.on('error', () => undefined); // the client may emit once more after the loop was left
  addAbortSignal(signal, answer as unknown as Readable);
  try {
    yield* answer;
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    const end = answer.cancel?.() ?? answer.unsubscribe?.();
    end?.catch(() => undefined); // there was no call to end
  }
}

/** The same for an answer that must be complete within a time. @throws NoAnswer */
export async function* eachWithin<T>(timeoutMs: number, answer: Answer<T>): AsyncGenerator<T> {
  const tooLate = AbortSignal.timeout(timeoutMs);
  try {
    yield* eachOf(answer, tooLate);
  } catch (error) {
    throw tooLate.aborted ? new NoAnswer(`No complete answer within ${timeoutMs} ms.`) : error;
  }
}
