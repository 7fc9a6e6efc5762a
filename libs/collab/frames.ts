import {
  createEncoder,
  toUint8Array,
  writeUint8Array,
  writeVarUint,
  writeVarUint8Array,
} from 'lib0/encoding';
import { message, sync } from './protocol.js';
import { Reader } from './reader.js';
import type { Block, Scan } from './scan.js';

export const syncFrame = (step: number, content: Uint8Array) => {
  const encoder = createEncoder();
  writeVarUint(encoder, message.sync);
  writeVarUint(encoder, step);
  writeVarUint8Array(encoder, content);
  return toUint8Array(encoder);
};

export const updateFrame = (update: Uint8Array) => syncFrame(sync.update, update);

export const awarenessFrame = (content: Uint8Array) => {
  const encoder = createEncoder();
  writeVarUint(encoder, message.awareness);
  writeVarUint8Array(encoder, content);
  return toUint8Array(encoder);
};

export function writeStateVector(clocks: ReadonlyMap<number, number>) {
  const encoder = createEncoder();
  writeVarUint(encoder, clocks.size);
  for (const [client, clock] of clocks) {
    writeVarUint(encoder, client);
    writeVarUint(encoder, clock);
  }
  return toUint8Array(encoder);
}

/** @throws Malformed */
export function readStateVector(bytes: Uint8Array) {
  const reader = new Reader(bytes);
  const clocks = new Map<number, number>();
  for (let n = reader.uint(); n > 0; n--) clocks.set(reader.uint(), reader.uint());
  return clocks;
}

/** The update without some of its clients; undefined when nothing is left. What it deletes stays. */
export function withBlocks({ bytes, blocks, deleted, deletedAt }: Scan, keep: (block: Block) => boolean) {
  const kept = blocks.filter(keep);
  if (kept.length === blocks.length) return bytes;
  if (kept.length === 0 && deleted.length === 0) return undefined;
  const encoder = createEncoder();
  writeVarUint(encoder, kept.length);
  for (const { from, to } of kept) writeUint8Array(encoder, bytes.subarray(from, to));
  writeUint8Array(encoder, bytes.subarray(deletedAt));
  return toUint8Array(encoder);
}
