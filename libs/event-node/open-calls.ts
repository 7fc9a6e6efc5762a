import type { EventEmitter } from 'node:events';
import { callStatus } from './call-status.js';
import type { Unavailable } from './refusal.js';

/** Calls without an end of their own, so that a stopping node can end them. */
export class OpenCalls {
  readonly #calls = new Set<EventEmitter>();
  #ended: Unavailable | undefined;

  add(call: EventEmitter) {
    if (this.#ended) {
      call.emit('error', callStatus(this.#ended));
      return;
    }
    const remove = () => this.#calls.delete(call);
    this.#calls.add(call);
    call.once('close', remove).once('cancelled', remove).once('finish', remove);
  }

  end(reason: Unavailable) {
    this.#ended = reason;
    for (const call of this.#calls) call.emit('error', callStatus(reason));
  }
}
