import type { StoredEvent } from './event.js';
import type { Resolved } from './frames.js';
import { firstVisible, isMissing, isTombstoned } from './head.js';
import type { HeadReader } from './head-reader.js';
import type { Log } from './log.js';
import { baseOf } from './stream-name.js';

const LINK = '$>';

/** Puts what links point to beside them. What is deleted or truncated is not there any more. */
export async function resolveLinks(events: StoredEvent[], log: Log, heads: HeadReader): Promise<Resolved[]> {
  const targets = new Map<StoredEvent, { stream: string; revision: bigint }>();
  for (const event of events) {
    const target = event.type === LINK && parseLink(event.data);
    if (target) targets.set(event, target);
  }
  if (targets.size === 0) return events.map((event) => ({ event }));

  const places = [...targets.values()];
  const found = new Map((await log.at(places)).map((event) => [key(event), event]));
  const headOf = await heads.readAll(places.map(({ stream }) => stream));
  return events.map((event) => {
    if (event.type !== LINK) return { event };
    const target = targets.get(event);
    const linked = target && found.get(key(target));
    const head = linked && headOf.get(baseOf(linked.stream));
    const visible =
      head &&
      !isTombstoned(head) &&
      !isMissing(head, linked.stream) &&
      linked.revision >= firstVisible(head, linked.stream);
    return visible ? { event: linked, link: event } : { link: event };
  });
}

/** `revision@stream`, where the stream's name may contain further @. */
function parseLink(data: Uint8Array) {
  const [, revision, stream] = /^(\d{1,18})@(.+)$/s.exec(Buffer.from(data).toString('utf8')) ?? [];
  if (revision !== undefined && stream !== undefined && !stream.includes('\0'))
    return { stream, revision: BigInt(revision) };
}

const key = ({ stream, revision }: { stream: string; revision: bigint }) => `${revision}@${stream}`;
