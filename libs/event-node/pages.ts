import type { StoredEvent } from './event.js';
import { firstVisible, type Head, lastRevision, oldestVisible } from './head.js';
import type { Log } from './log.js';
import type { From, OfAll, OfStream } from './read-request.js';
import { TOMBSTONE } from './stream-name.js';

type Pages = AsyncGenerator<StoredEvent[]>;

/** `$all` forwards includes its place; it ends where the log ended when the read began. */
export async function* allForwards(log: Log, { from }: OfAll, end: bigint, count?: bigint): Pages {
  let after = from === 'start' ? 0n : from === 'end' ? end : from - 1n;
  while (after < end) {
    const page = await log.allForwards(after, end, count);
    const last = page.at(-1);
    if (!last) return;
    yield page;
    after = last.position;
  }
}

/** `$all` backwards excludes its place. */
export async function* allBackwards(log: Log, { from }: OfAll, end: bigint, count?: bigint): Pages {
  let before = from === 'start' ? 0n : from === 'end' ? end + 1n : from;
  while (before > 1n) {
    const page = await log.allBackwards(before, count);
    const last = page.at(-1);
    if (!last) return;
    yield page;
    before = last.position;
  }
}

export async function* streamForwards(
  log: Log,
  { stream, from }: OfStream,
  head: Head,
  count: bigint,
): Pages {
  const range = visibleRange(head, stream);
  range.first = max(range.first, from === 'end' ? TOMBSTONE : atLeast(from));
  while (range.first <= range.last) {
    const page = await log.streamForwards(stream, range, count);
    const last = page.at(-1);
    if (!last) return;
    yield page;
    range.first = last.revision + 1n;
  }
}

export async function* streamBackwards(
  log: Log,
  { stream, from }: OfStream,
  head: Head,
  count: bigint,
): Pages {
  const range = visibleRange(head, stream);
  if (from !== 'end' && atLeast(from) < range.last) range.last = atLeast(from);
  while (range.first <= range.last) {
    const page = await log.streamBackwards(stream, range, count);
    const last = page.at(-1);
    if (!last) return;
    yield page;
    range.last = last.revision - 1n;
  }
}

export const visibleRange = (head: Head, stream: string) => ({
  first: firstVisible(head, stream),
  last: lastRevision(head, stream),
  createdSince: oldestVisible(head, stream, Date.now()),
});

const atLeast = (from: Exclude<From, 'end'>) => (from === 'start' ? 0n : from);
export const max = (a: bigint, b: bigint) => (a > b ? a : b);
