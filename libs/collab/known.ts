import type { Range, Scan } from './scan.js';

/** What a document has, by the structs of its updates: how far each client has come, and what is deleted. */
export class Known {
  readonly clocks = new Map<number, number>();
  private readonly deleted = new Map<number, { clock: number; end: number }[]>();

  clock(client: number) {
    return this.clocks.get(client) ?? 0;
  }

  /** Whether anything of this is new. */
  lacks({ blocks, deleted }: Scan) {
    return blocks.some(({ client, end }) => end > this.clock(client)) || deleted.some((r) => !this.has(r));
  }

  add({ blocks, deleted }: Scan) {
    for (const { client, end } of blocks) if (end > this.clock(client)) this.clocks.set(client, end);
    for (const range of deleted) this.delete(range);
  }

  private has({ client, clock, end }: Range) {
    const ranges = this.deleted.get(client);
    const last = ranges?.[firstAfter(ranges, clock) - 1];
    return last !== undefined && last.end >= end;
  }

  /** Ranges of a client neither touch nor overlap, in their order. */
  private delete({ client, clock, end }: Range) {
    const ranges = this.deleted.get(client) ?? [];
    this.deleted.set(client, ranges);
    let from = firstAfter(ranges, clock);
    const before = ranges[from - 1];
    if (before && before.end >= clock) from--;
    let to = from;
    const joined = { clock, end };
    for (let next = ranges[to]; next && next.clock <= joined.end; next = ranges[++to]) {
      joined.clock = Math.min(joined.clock, next.clock);
      joined.end = Math.max(joined.end, next.end);
    }
    ranges.splice(from, to - from, joined);
  }
}

/** The place of the first range that begins after this clock. */
function firstAfter(ranges: { clock: number }[], clock: number) {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[middle]?.clock ?? 0) <= clock) low = middle + 1;
    else high = middle;
  }
  return low;
}
