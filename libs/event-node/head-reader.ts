import type { Commits } from './commits.js';
import { emptyHead } from './head.js';
import type { Heads } from './heads.js';
import type { Log } from './log.js';
import { baseOf } from './stream-name.js';

/** Committed heads for readers, from memory where possible. */
export class HeadReader {
  constructor(
    readonly log: Log,
    readonly heads: Heads,
    readonly commits: Commits,
  ) {}

  async read(stream: string) {
    const base = baseOf(stream);
    return this.heads.get(base) ?? (await this.readAll([base])).get(base) ?? emptyHead;
  }

  /** Kept in memory only if nothing was committed meanwhile: an older head must never replace a newer one. */
  async readAll(streams: string[]) {
    const bases = [...new Set(streams.map(baseOf))];
    const before = this.commits.head;
    const loaded = await this.log.heads(bases.filter((base) => !this.heads.get(base)));
    for (const base of bases) {
      const cached = this.heads.get(base);
      const head = loaded.get(base);
      if (cached) loaded.set(base, cached);
      else if (head && this.commits.head === before) this.heads.set(base, head);
    }
    return loaded;
  }
}
