import type { StoredEvent } from './event.js';

const TAIL_EVENTS = 4_096;
const TAIL_BYTES = 8 * 1024 * 1024;

/** How far the log is committed, and its last events in memory, so that live subscribers need no query. */
export class Commits {
  readonly #tail: StoredEvent[] = [];
  #tailBytes = 0;
  #next = Promise.withResolvers<void>();

  constructor(public head: bigint) {}

  publish(events: StoredEvent[]) {
    for (const event of events) {
      this.#tail.push(event);
      this.#tailBytes += size(event);
    }
    while (this.#tail.length > TAIL_EVENTS || this.#tailBytes > TAIL_BYTES) {
      const oldest = this.#tail.shift();
      if (oldest) this.#tailBytes -= size(oldest);
    }
    this.head += BigInt(events.length);
    this.#next.resolve();
    this.#next = Promise.withResolvers();
  }

  /** The events after a position, or undefined if memory no longer reaches back so far. */
  after(position: bigint) {
    const behind = Number(this.head - position);
    if (behind > this.#tail.length) return undefined;
    return this.#tail.slice(this.#tail.length - behind);
  }

  /** Resolves at the next commit. */
  next() {
    return this.#next.promise;
  }
}

const size = ({ data, meta }: StoredEvent) => data.length + meta.length;
