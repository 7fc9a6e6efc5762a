import type { Head } from './head.js';

/** Heads of the streams in use, as committed. The longest unused go first when memory is spent. */
export class Heads {
  readonly #heads = new Map<string, Head>();
  #weight = 0;

  constructor(readonly maxWeight = 32 * 1024 * 1024) {}

  get(base: string) {
    const head = this.#heads.get(base);
    if (head) {
      this.#heads.delete(base);
      this.#heads.set(base, head);
    }
    return head;
  }

  set(base: string, head: Head) {
    this.#forget(base);
    this.#heads.set(base, head);
    this.#weight += weight(base, head);
    for (const oldest of this.#heads.keys()) {
      if (this.#weight <= this.maxWeight) return;
      this.#forget(oldest);
    }
  }

  #forget(base: string) {
    const head = this.#heads.get(base);
    if (!head) return;
    this.#weight -= weight(base, head);
    this.#heads.delete(base);
  }
}

const weight = (base: string, { metadata }: Head) => 300 + 2 * (base.length + metadata.text.length);
