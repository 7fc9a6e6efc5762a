import { ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js';

const UNSENT_BYTES = 256 * 1024;
/** Of an answer that is not encoded yet: a few ids and numbers. */
const ANSWER_BYTES = 200;

/**
 * Lets a call write its next message before the last one has left. Otherwise each message waits for a system call of its
 * own; so, what is ready at the same time leaves together. A reader that does not keep up still stops the writer.
 */
class PipelinedCall extends ServerInterceptingCall {
  #unsentBytes = 0;
  #waiting: (() => void) | undefined;

  override sendMessage(message: unknown, next: () => void) {
    const bytes = Buffer.isBuffer(message) ? message.length : ANSWER_BYTES;
    this.#unsentBytes += bytes;
    super.sendMessage(message, () => {
      this.#unsentBytes -= bytes;
      this.#goOn();
    });
    this.#waiting = next; // the stream asks for one message at a time
    this.#goOn();
  }

  #goOn() {
    if (this.#unsentBytes >= UNSENT_BYTES) return;
    const next = this.#waiting;
    this.#waiting = undefined;
    next?.();
  }
}

export const pipelined: ServerInterceptor = (_method, call) => new PipelinedCall(call);
