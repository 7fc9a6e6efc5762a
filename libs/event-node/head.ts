import type { Row } from './event.js';
import { noMetadata, parseMetadata, type StreamMetadata } from './metadata.js';
import { isMetastream, TOMBSTONE } from './stream-name.js';

/** Where a stream and its metadata stream end; all that a decision about either needs. */
export type Head = {
  revision: bigint; // -1 before the first event
  metaRevision: bigint;
  metadata: StreamMetadata;
};

export const emptyHead: Head = { revision: -1n, metaRevision: -1n, metadata: noMetadata };

export const evolveHead = (head: Head, row: Pick<Row, 'stream' | 'revision' | 'data'>): Head =>
  isMetastream(row.stream)
    ? { ...head, metaRevision: row.revision, metadata: parseMetadata(row.data) }
    : { ...head, revision: row.revision };

export const isTombstoned = (head: Head) => head.revision === TOMBSTONE;
export const isSoftDeleted = (head: Head) => head.metadata.truncateBefore === TOMBSTONE;

export const lastRevision = (head: Head, stream: string) =>
  isMetastream(stream) ? head.metaRevision : head.revision;

/** Nothing to read: never written to, or deleted in the way that allows a new beginning. */
export const isMissing = (head: Head, stream: string) =>
  lastRevision(head, stream) < 0n || (!isMetastream(stream) && isSoftDeleted(head));

/** The first revision that `$tb` and `$maxCount` leave readable; of metadata only the last counts. */
export function firstVisible(head: Head, stream: string) {
  if (isMetastream(stream)) return head.metaRevision < 0n ? 0n : head.metaRevision;

  const { maxCount, truncateBefore = 0n } = head.metadata;
  const byCount = maxCount === undefined ? 0n : head.revision - maxCount + 1n;
  return byCount > truncateBefore ? byCount : truncateBefore;
}

const TICKS_PER_SECOND = 10_000_000n;

/** Events created before this tick are hidden by `$maxAge`. */
export function oldestVisible(head: Head, stream: string, now: number) {
  const { maxAgeSeconds } = head.metadata;
  if (maxAgeSeconds === undefined || isMetastream(stream)) return 0n;
  return ticks(now) - BigInt(maxAgeSeconds) * TICKS_PER_SECOND;
}

export const ticks = (milliseconds: number) => BigInt(milliseconds) * 10_000n;
