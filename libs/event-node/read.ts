import type { StoredEvent } from './event.js';
import { eventFrame, streamNotFoundFrame } from './frames.js';
import { isMissing, isTombstoned } from './head.js';
import { resolveLinks } from './links.js';
import type { Outlet } from './outlet.js';
import * as pages from './pages.js';
import type { ReadRequest, Source } from './read-request.js';
import { streamDeleted } from './refusal.js';
import type { Store } from './store.js';

type Read = Extract<ReadRequest, { kind: 'read' }>;

/** Sends what is there and ends. */
export async function read(store: Store, outlet: Outlet, request: Read) {
  const found = await open(store, request);
  if (!found) {
    await outlet.send([streamNotFoundFrame(request.source.stream ?? '')]);
    return outlet.end();
  }

  let left = request.count;
  for await (const page of found) {
    const wanted = matching(page, request.source).slice(0, left < page.length ? Number(left) : page.length);
    await outlet.send(await frames(store, request.source, wanted));
    left -= BigInt(wanted.length);
    if (left <= 0n || outlet.closed) break;
  }
  outlet.end();
}

/** The pages to send, or undefined if there is no such stream. */
async function open({ log, heads, commits }: Store, { source, backwards, count }: Read) {
  if (source.stream === undefined) {
    const limit = source.filter ? undefined : count;
    return backwards
      ? pages.allBackwards(log, source, commits.head, limit)
      : pages.allForwards(log, source, commits.head, limit);
  }
  const head = await heads.read(source.stream);
  if (isTombstoned(head)) throw streamDeleted(source.stream);
  if (isMissing(head, source.stream)) return undefined;
  return backwards
    ? pages.streamBackwards(log, source, head, count)
    : pages.streamForwards(log, source, head, count);
}

const matching = (events: StoredEvent[], source: Source) =>
  source.stream === undefined && source.filter ? events.filter(source.filter.matches) : events;

export async function frames({ log, heads }: Store, source: Source, events: StoredEvent[]) {
  const resolved = source.resolveLinks
    ? await resolveLinks(events, log, heads)
    : events.map((event) => ({ event }));
  return resolved.map((one) => eventFrame(one, source.uuidForm));
}
