import type { Written } from './batch.js';
import type { Append } from './decide.js';
import { type Head, isSoftDeleted, isTombstoned } from './head.js';
import type { Log } from './log.js';
import type { Refusal } from './refusal.js';
import { isMetastream } from './stream-name.js';

/** Tells retries from conflicts by the ids that the database has, so that a restart forgets nothing. */
export class Retries {
  constructor(readonly log: Pick<Log, 'ids'>) {}

  /** To be asked after the commit of everything that was decided earlier. */
  async answer(append: Append, starts: bigint[], otherwise: Refusal): Promise<Written> {
    for (const start of starts) {
      const written = await this.#stored(append, start);
      if (written) return written;
    }
    throw otherwise;
  }

  /** A deleted stream accepts `no_stream` again, but not the retry of what began it before the deletion. */
  async beforeDeletion(append: Append, head: Head | undefined) {
    const { stream, expected, events } = append;
    if (expected !== 'no_stream' || events.length === 0) return undefined;
    if (!head || isTombstoned(head) || !isSoftDeleted(head) || isMetastream(stream)) return undefined;
    return this.#stored(append, 0n);
  }

  async #stored({ stream, events }: Append, start: bigint): Promise<Written | undefined> {
    const stored = await this.log.ids(stream, start, events.length);
    const same = events.every(({ id }, index) => stored[index]?.id === id);
    return same ? stored.at(-1) : undefined;
  }
}
