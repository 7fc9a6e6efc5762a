import { NoAnswer } from './retry.js';

/** A stream of the client: a read has `cancel`, a subscription `unsubscribe`. */
type Answer<T> = {
  iterator(options: { destroyOnReturn: boolean }): AsyncIterable<T>;
  on(event: 'error', listener: () => void): unknown;
  resume(): unknown;
  cancel?(): Promise<void>;
  unsubscribe?(): Promise<void>;
};

/**
 * What a read or a subscription sends, with `for await` and its back-pressure. Leaving the loop for whatever reason ends
 * the call on the server too, and so does the signal.
 */
export async function* eachOf<T>(answer: Answer<T>, signal: AbortSignal): AsyncGenerator<T> {
  const end = () => {
    const ended = answer.cancel?.() ?? answer.unsubscribe?.();
    ended?.catch(() => undefined); // there was no call to end
  };
  answer.on('error', () => undefined); // the client may emit once more after the loop was left
  signal.addEventListener('abort', end);
  try {
    if (signal.aborted) end();
    for await (const item of answer.iterator({ destroyOnReturn: false })) {
      signal.throwIfAborted();
      yield item;
    }
    signal.throwIfAborted();
  } finally {
    signal.removeEventListener('abort', end);
    end();
    answer.resume(); // with anything left unread the client keeps the call in its books for ever
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
