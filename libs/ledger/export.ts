import { type LoggedEvent, leafOf } from './entry.js';
import { BadCheckpoint, type Checkpoint, openCheckpoint, type Signer } from './signed-checkpoint.js';
import { includes } from './verification.js';

/**
 * An export is JSON Lines: first a signed checkpoint whose extensions name the team and the leaves the export has to have,
 * then each of these as an event with its inclusion proof. So a line that is changed, gone or in another place is found.
 */
export type ExportedEntry = {
  leaf_index: number;
  position: string;
  stream: string;
  revision: number;
  id: string;
  type: string;
  data: unknown;
  metadata: unknown;
  proof: string[];
};

type Head = { size: number; root: Buffer };

export function exportHead(signer: Signer, head: Head, team: string, leaves: number[]) {
  const checkpoint = signer.sign({ ...head, extensions: [`team ${team}`, `entries ${leaves.join(',')}`] });
  return headLine({ checkpoint, public_key: signer.verifier });
}

const headLine = ({ checkpoint, public_key }: { checkpoint: string; public_key: string }) =>
  JSON.stringify({ checkpoint, public_key });

/** Members always in this order, so that every byte of a line counts. */
export const entryLine = (entry: ExportedEntry) => {
  const { leaf_index, position, stream, revision, id, type, data, metadata, proof } = entry;
  return JSON.stringify({ leaf_index, position, stream, revision, id, type, data, metadata, proof });
};

export type ExportVerdict = {
  /** how many entries are proven */
  proven: number;
  checkpoint?: Checkpoint;
  /** the first line that does not fit */
  failure?: { line: number; leaf_index?: number; why: string };
};

/** Needs nothing but the lines and the public key. */
export function verifyExport(lines: string[], publicKey: string): ExportVerdict {
  const [first = '', ...rest] = lines;
  let checkpoint: Checkpoint;
  try {
    const head = JSON.parse(first);
    if (headLine(head) !== first || head.public_key !== publicKey)
      throw new BadCheckpoint('It is not of this public key.');
    checkpoint = openCheckpoint(head.checkpoint, publicKey);
  } catch (error) {
    return { proven: 0, failure: { line: 1, why: error instanceof Error ? error.message : String(error) } };
  }

  const leaves = leavesOf(checkpoint);
  for (const [n, leaf_index] of leaves.entries()) {
    const why = misfit(rest[n], leaf_index, checkpoint);
    if (why) return { proven: n, checkpoint, failure: { line: n + 2, leaf_index, why } };
  }
  if (rest.length > leaves.length) {
    const line = leaves.length + 2;
    return { proven: leaves.length, checkpoint, failure: { line, why: 'This line was added.' } };
  }
  return { proven: leaves.length, checkpoint };
}

function leavesOf({ extensions }: Checkpoint) {
  const [, list = ''] = /^entries ([\d,]*)$/.exec(extensions.at(-1) ?? '') ?? [];
  return list === '' ? [] : list.split(',').map(Number);
}

/** Why this line is not the entry of that leaf, if it is not. */
function misfit(line: string | undefined, leaf: number, { size, root }: Checkpoint) {
  if (line === undefined) return 'The export ends before this entry.';
  try {
    const entry: ExportedEntry = JSON.parse(line);
    if (entry.leaf_index !== leaf) return `Leaf ${leaf} should be here, it is leaf ${entry.leaf_index}.`;
    if (entryLine(entry) !== line) return 'The line was written by somebody else.';
    const proof = entry.proof.map((hash) => Buffer.from(hash, 'base64'));
    const proven = includes(leafOf(entry satisfies LoggedEvent), leaf, size, proof, root);
    return proven ? undefined : 'The event is not the one that is proven.';
  } catch {
    return 'The line cannot be read.';
  }
}
