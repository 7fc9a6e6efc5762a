import { createEncoder, type Encoder, toUint8Array, writeUint8Array, writeVarUint } from 'lib0/encoding';
import { mergeUpdates } from 'yjs';
import type { Block, Scan } from './scan.js';

type Piece = { block: Block; bytes: Uint8Array };

/**
 * Updates as one. Where each client goes on where it stopped, as it does while it types, the bytes of their structs are
 * put behind each other; Yjs, which decodes and encodes each of them, is for the rest.
 */
export function join(scans: readonly Scan[]): Uint8Array {
  const [first] = scans;
  if (first && scans.length === 1) return first.bytes;
  const pieces = piecesByClient(scans);
  if (!pieces) return mergeUpdates(scans.map(({ bytes }) => bytes));
  const encoder = createEncoder();
  writeVarUint(encoder, pieces.size);
  for (const [, theirs] of inOrder(pieces)) writePieces(encoder, theirs);
  writeDeleted(encoder, scans);
  return toUint8Array(encoder);
}

/** Undefined when a client leaves something out or repeats something. */
function piecesByClient(scans: readonly Scan[]) {
  const pieces = new Map<number, [Piece, ...Piece[]]>();
  for (const { blocks, bytes } of scans)
    for (const block of blocks) {
      const theirs = pieces.get(block.client);
      if (block.skips || (theirs && theirs.at(-1)?.block.end !== block.clock)) return undefined;
      if (theirs) theirs.push({ block, bytes });
      else pieces.set(block.client, [{ block, bytes }]);
    }
  return pieces;
}

function writePieces(encoder: Encoder, pieces: [Piece, ...Piece[]]) {
  const [{ block }] = pieces;
  writeVarUint(
    encoder,
    pieces.reduce((sum, piece) => sum + piece.block.structs, 0),
  );
  writeVarUint(encoder, block.client);
  writeVarUint(encoder, block.clock);
  for (const { block, bytes } of pieces) writeUint8Array(encoder, bytes.subarray(block.structsAt, block.to));
}

function writeDeleted(encoder: Encoder, scans: readonly Scan[]) {
  const deleted = Map.groupBy(
    scans.flatMap((scan) => scan.deleted),
    ({ client }) => client,
  );
  writeVarUint(encoder, deleted.size);
  for (const [client, ranges] of inOrder(deleted)) {
    writeVarUint(encoder, client);
    writeVarUint(encoder, ranges.length);
    for (const { clock, end } of ranges) {
      writeVarUint(encoder, clock);
      writeVarUint(encoder, end - clock);
    }
  }
}

/** Yjs writes the largest client first, and counts on it when it merges. */
const inOrder = <T>(byClient: Map<number, T>) => [...byClient].sort(([a], [b]) => b - a);
