import type { Append } from './decide.js';
import type { StoredEvent } from './event.js';

type Place = Pick<StoredEvent, 'stream' | 'revision' | 'position'>;

/** Lets a retry without an expected revision be recognised for a while; after a restart it is not. */
export class RecentIds {
  readonly #places = new Map<string, Place>();

  constructor(readonly capacity = 50_000) {}

  remember({ id, stream, revision, position }: StoredEvent) {
    this.#places.delete(id);
    this.#places.set(id, { stream, revision, position });
    if (this.#places.size <= this.capacity) return;
    const [oldest] = this.#places.keys();
    if (oldest !== undefined) this.#places.delete(oldest);
  }

  /** Where the last event of this very append already is, if all of them are, side by side. */
  find({ stream, events }: Append): Place | undefined {
    let last: Place | undefined;
    for (const { id } of events) {
      const place = this.#places.get(id);
      if (place?.stream !== stream) return undefined;
      if (last && place.revision !== last.revision + 1n) return undefined;
      last = place;
    }
    return last;
  }
}
