import type { ExpectedRevision, ProposedEvent, Row } from './event.js';
import { evolveHead, type Head, isSoftDeleted, isTombstoned, lastRevision } from './head.js';
import { withTruncateBefore } from './metadata.js';
import { type Refusal, streamDeleted, wrongExpectedVersion } from './refusal.js';
import { baseOf, isMetastream, metastreamOf, TOMBSTONE } from './stream-name.js';

export type Append = {
  kind: 'append';
  stream: string;
  expected: ExpectedRevision;
  events: ProposedEvent[];
};
export type Removal = { kind: 'delete' | 'tombstone'; stream: string; expected: ExpectedRevision };
export type Command = Append | Removal;

export type Decision =
  /** Write the rows; the answer speaks of the one at `answered`. */
  | { kind: 'write'; rows: Row[]; answered: number }
  | { kind: 'nothing-to-write'; revision: bigint }
  /** Too late, or a retry: only the ids stored from one of these revisions on can tell. */
  | { kind: 'compare'; starts: bigint[]; otherwise: Refusal }
  | { kind: 'refuse'; refusal: Refusal };

/** What a command comes to, given where its stream ends. `newId` names the events that the node itself adds. */
export function decide(command: Command, head: Head, newId: () => string): Decision {
  if (isTombstoned(head)) return refuse(streamDeleted(command.stream));
  return command.kind === 'append' ? decideAppend(command, head, newId) : decideRemoval(command, head, newId);
}

function decideAppend(append: Append, head: Head, newId: () => string): Decision {
  const { stream, expected, events } = append;
  const current = lastRevision(head, stream);
  const gone = isSoftDeleted(head) && !isMetastream(stream);
  const wrong = () => wrongExpectedVersion(stream, expected, current);
  if (expected === 'no_stream') {
    if (current >= 0n && !gone) return compare(events, startsOfLife(head), current, wrong());
  } else if (expected === 'stream_exists') {
    if (gone) return refuse(streamDeleted(stream));
    if (current < 0n && head.metaRevision < 0n) return refuse(wrong());
  } else if (expected !== 'any') {
    if (expected > current) return refuse(wrong());
    if (expected < current) return compare(events, [expected + 1n], current, wrong());
  }
  if (events.length === 0) return { kind: 'nothing-to-write', revision: current };

  const rows = events.map((event, index) => ({ ...event, stream, revision: current + 1n + BigInt(index) }));
  return reviving(rows, head, newId);
}

/** Writing to a deleted stream, or to its metadata, begins it anew: what was deleted stays hidden. */
function reviving(rows: Row[], head: Head, newId: () => string): Decision {
  const plain: Decision = { kind: 'write', rows, answered: rows.length - 1 };
  const [first] = rows;
  if (!first || !isSoftDeleted(head)) return plain;

  const after = rows.reduce(evolveHead, head);
  const firstReadable = head.revision + 1n;
  if (!isMetastream(first.stream)) {
    const hide = metadataRow(after, first.stream, firstReadable, newId());
    return { kind: 'write', rows: [hide, ...rows], answered: rows.length };
  }
  if ((after.metadata.truncateBefore ?? 0n) >= firstReadable) return plain;
  const hide = metadataRow(after, baseOf(first.stream), firstReadable, newId());
  return { ...plain, rows: [...rows, hide] };
}

function decideRemoval({ kind, stream, expected }: Removal, head: Head, newId: () => string): Decision {
  const current = lastRevision(head, stream);
  const absent = current < 0n || isSoftDeleted(head);
  const known = current >= 0n || head.metaRevision >= 0n;
  const wrong = () => refuse(wrongExpectedVersion(stream, expected, current));
  if (expected === 'no_stream') {
    if (!absent || (kind === 'delete' && !known)) return wrong();
  } else if (expected === 'stream_exists') {
    if (!known) return wrong();
  } else if (expected !== 'any' && expected !== current) return wrong();

  const row =
    kind === 'delete'
      ? metadataRow(head, stream, TOMBSTONE, newId())
      : { ...marker(newId(), '$streamDeleted', false), stream, revision: TOMBSTONE };
  return { kind: 'write', rows: [row], answered: 0 };
}

const metadataRow = (head: Head, stream: string, truncateBefore: bigint, id: string): Row => ({
  ...marker(id, '$metadata', true),
  data: withTruncateBefore(head.metadata, truncateBefore),
  stream: metastreamOf(stream),
  revision: head.metaRevision + 1n,
});

const marker = (id: string, type: string, json: boolean): ProposedEvent => ({
  id,
  type,
  json,
  data: new Uint8Array(),
  meta: new Uint8Array(),
});

/** `no_stream` was true once at the very beginning, and again after a deletion. */
const startsOfLife = ({ metadata: { truncateBefore } }: Head) =>
  truncateBefore ? [0n, truncateBefore] : [0n];

/** What does not fit before the end of the stream cannot be in it: that is no retry. */
function compare(events: ProposedEvent[], starts: bigint[], current: bigint, otherwise: Refusal): Decision {
  const fitting = starts.filter((start) => start + BigInt(events.length) - 1n <= current);
  const possible = events.length > 0 && fitting.length > 0;
  return possible ? { kind: 'compare', starts: fitting, otherwise } : refuse(otherwise);
}

const refuse = (refusal: Refusal): Decision => ({ kind: 'refuse', refusal });
