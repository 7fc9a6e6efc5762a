import type { StoredEvent } from './event.js';
import type { Filter } from './filter.js';
import { checkpointFrame } from './frames.js';

/** Tells a filtered subscription how far it has come, also while nothing matches. Never goes back. */
export class Checkpoints {
  #considered = 0;
  #last = -1n;

  constructor(readonly filter: Filter) {}

  /** The frames of a page's matching events, with the checkpoints that fall due among them. */
  among(events: StoredEvent[], frames: Buffer[]) {
    const result: Buffer[] = [];
    let next = 0;
    for (const event of events) {
      const frame = this.filter.matches(event) ? frames[next++] : undefined;
      if (frame) result.push(frame);
      this.#considered++;
      if (this.#considered % this.filter.checkpointEvery === 0) result.push(...this.at(event.position));
    }
    return result;
  }

  at(position: bigint) {
    if (position <= this.#last) return [];
    this.#last = position;
    return [checkpointFrame(position)];
  }
}
