import { randomUUID } from 'node:crypto';
import { Checkpoints } from './checkpoints.js';
import type { StoredEvent } from './event.js';
import { caughtUpFrame, confirmationFrame } from './frames.js';
import { isTombstoned, lastRevision } from './head.js';
import type { Outlet } from './outlet.js';
import { max, visibleRange } from './pages.js';
import { frames } from './read.js';
import type { OfAll, OfStream, Source } from './read-request.js';
import { streamDeleted } from './refusal.js';
import type { Store } from './store.js';
import { TOMBSTONE } from './stream-name.js';

/** History, then what is committed from now on, until the reader leaves. */
export async function subscribe(store: Store, outlet: Outlet, source: Source) {
  if (source.stream === undefined) return followAll(store, outlet, source);
  return followStream(store, outlet, source);
}

/** One cursor for history and live: memory serves what it still holds, the database the rest; nothing falls between. */
async function followAll(store: Store, outlet: Outlet, source: OfAll) {
  const { commits, log } = store;
  const checkpoints = source.filter && new Checkpoints(source.filter);
  let cursor = source.from === 'start' ? 0n : source.from === 'end' ? commits.head : source.from;
  let live = false;

  await outlet.send([confirmationFrame(randomUUID())]);
  while (!outlet.closed) {
    if (cursor >= commits.head) {
      if (!live) await outlet.send([...(checkpoints?.at(cursor) ?? []), caughtUpFrame()]);
      live = true;
      if (cursor >= commits.head) await commits.next();
      continue;
    }
    const recent = commits.after(cursor);
    live &&= recent !== undefined;
    const events = recent ?? (await log.allForwards(cursor, commits.head));
    const matching = checkpoints ? events.filter(checkpoints.filter.matches) : events;
    const encoded = await frames(store, source, matching);
    await outlet.send(checkpoints ? checkpoints.among(events, encoded) : encoded);
    cursor = events.at(-1)?.position ?? cursor;
  }
}

async function followStream(store: Store, outlet: Outlet, source: OfStream) {
  const { stream, from } = source;
  const start = await headOf(store, stream);
  let revision = from === 'start' ? -1n : from === 'end' ? lastRevision(start, stream) : from;

  await outlet.send([confirmationFrame(randomUUID())]);
  while (!outlet.closed) {
    const head = store.commits.head;
    const page = await history(store, stream, revision);
    if (page.length > 0) await outlet.send(await frames(store, source, page));
    else {
      await outlet.send([caughtUpFrame()]);
      revision = await followLive(store, outlet, source, revision, head);
    }
    revision = max(revision, page.at(-1)?.revision ?? -1n);
  }
}

async function history(store: Store, stream: string, after: bigint) {
  const head = await headOf(store, stream);
  const range = visibleRange(head, stream);
  return store.log.streamForwards(stream, { ...range, first: max(range.first, after + 1n) });
}

/** Until the reader is so slow that memory no longer holds what comes next. Returns how far it came. */
async function followLive(store: Store, outlet: Outlet, source: OfStream, after: bigint, position: bigint) {
  const { commits } = store;
  let revision = after;
  let cursor = position;
  for (;;) {
    const recent = commits.after(cursor);
    if (!recent || outlet.closed) return revision;
    if (recent.length === 0) {
      await commits.next();
      continue;
    }
    const own = recent.filter((event) => event.stream === source.stream && event.revision > revision);
    await outlet.send(await frames(store, source, notDeleted(own)));
    revision = own.at(-1)?.revision ?? revision;
    cursor += BigInt(recent.length);
  }
}

async function headOf({ heads }: Store, stream: string) {
  const head = await heads.read(stream);
  if (isTombstoned(head)) throw streamDeleted(stream);
  return head;
}

function notDeleted(events: StoredEvent[]) {
  const end = events.find(({ revision }) => revision === TOMBSTONE);
  if (end) throw streamDeleted(end.stream);
  return events;
}
