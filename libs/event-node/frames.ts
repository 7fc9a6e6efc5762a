import type { StoredEvent } from './event.js';
import { ProtoWriter } from './proto-writer.js';
import { toBytes } from './uuid.js';

/** An event as one response: itself, or a link and what it points to, if that is still there. */
export type Resolved = { event?: StoredEvent; link?: StoredEvent };
export type UuidForm = 'string' | 'structured';

/** Encoded responses of Read. Written by hand: this is the path every event takes, once per reader. */
export function eventFrame({ event, link }: Resolved, uuidForm: UuidForm) {
  const writer = new ProtoWriter(64 + room(event) + room(link));
  writer.message(1, () => {
    const original = link ?? event;
    if (original) writer.uint64(3, original.position);
    if (link) writer.message(2, () => recordedEvent(writer, link, uuidForm));
    if (event) writer.message(1, () => recordedEvent(writer, event, uuidForm));
  });
  return writer.finish();
}

export function confirmationFrame(subscriptionId: string) {
  const writer = new ProtoWriter(64);
  writer.message(2, () => writer.string(1, subscriptionId));
  return writer.finish();
}

export function checkpointFrame(position: bigint) {
  const writer = new ProtoWriter(64);
  writer.message(3, () => {
    writer.uint64(2, position);
    writer.uint64(1, position);
  });
  return writer.finish();
}

export function streamNotFoundFrame(stream: string) {
  const writer = new ProtoWriter(64 + 3 * stream.length);
  writer.message(4, () => writer.message(1, () => writer.string(3, stream)));
  return writer.finish();
}

export function caughtUpFrame() {
  const writer = new ProtoWriter(8);
  writer.message(8, () => undefined);
  return writer.finish();
}

function recordedEvent(writer: ProtoWriter, event: StoredEvent, uuidForm: UuidForm) {
  writer.bytes(8, event.data);
  writer.bytes(7, event.meta);
  property(writer, 'content-type', event.json ? 'application/json' : 'application/octet-stream');
  property(writer, 'created', String(event.created));
  property(writer, 'type', event.type);
  writer.uint64(5, event.position);
  writer.uint64(4, event.position);
  writer.uint64(3, event.revision);
  writer.message(2, () => writer.string(3, event.stream));
  writer.message(1, () =>
    uuidForm === 'string' ? writer.string(2, event.id) : uuidHalves(writer, event.id),
  );
}

/** One entry of the map that carries the system metadata. */
function property(writer: ProtoWriter, key: string, value: string) {
  writer.message(6, () => {
    writer.string(2, value);
    writer.string(1, key);
  });
}

function uuidHalves(writer: ProtoWriter, id: string) {
  const bytes = toBytes(id);
  writer.message(1, () => {
    writer.uint64(2, bytes.readBigUInt64BE(8));
    writer.uint64(1, bytes.readBigUInt64BE(0));
  });
}

/** UTF-8 takes at most three bytes for each unit of a string. */
const room = (event: StoredEvent | undefined) =>
  event ? 256 + event.data.length + event.meta.length + 3 * (event.stream.length + event.type.length) : 0;
