import { createHash, type Hash } from 'node:crypto';
import { type LoggedEvent, leafOf } from './entry.js';
import { InclusionCheck } from './inclusion-check.js';
import { type Manifest, openManifest } from './manifest.js';
import { BadCheckpoint, type Checkpoint, openCheckpoint, type Signer } from './signed-checkpoint.js';

/**
 * An export is JSON Lines: first a signed checkpoint whose extensions name the team and the leaves the export has to have,
 * then each of these as an event with its inclusion proof. So a line that is changed, gone or in another place is found.
 * One that was asked for also says in each line for whom it was made, and ends with a signed manifest.
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
  watermark?: string;
};

type Head = { size: number; root: Buffer };

export function exportHead(signer: Signer, head: Head, team: string, leaves: number[], exportId?: string) {
  const named = exportId === undefined ? [] : [`export ${exportId}`];
  const extensions = [`team ${team}`, ...named, `entries ${leaves.join(',')}`];
  return headLine({ checkpoint: signer.sign({ ...head, extensions }), public_key: signer.verifier });
}

const headLine = ({ checkpoint, public_key }: { checkpoint: string; public_key: string }) =>
  JSON.stringify({ checkpoint, public_key });

/** Members always in this order, so that every byte of a line counts. */
export const entryLine = (entry: ExportedEntry) => {
  const { leaf_index, position, stream, revision, id, type, data, metadata, proof, watermark } = entry;
  return JSON.stringify({
    leaf_index,
    position,
    stream,
    revision,
    id,
    type,
    data,
    metadata,
    proof,
    watermark,
  });
};

export const manifestLine = (manifest: string) => JSON.stringify({ manifest });

export type Failure = { line: number; leaf_index?: number; why: string };
export type ExportVerdict = {
  /** how many entries are proven */
  proven: number;
  checkpoint?: Checkpoint;
  manifest?: Manifest;
  /** the first line that does not fit */
  failure?: Failure;
};

/** Checks an export line by line as it is read; needs nothing but the lines and the public key. */
export class ExportCheck {
  readonly verdict: ExportVerdict = { proven: 0 };
  private line = 0;
  private leaves: number[] = [];
  private inclusion: InclusionCheck | undefined;
  private readonly hash: Hash = createHash('sha256');

  constructor(private readonly publicKey: string) {}

  /** False once something does not fit: the rest need not be read. */
  next(text: string): boolean {
    this.line++;
    const { verdict, leaves } = this;
    if (this.line === 1) return this.begin(text);
    const leaf = leaves[this.line - 2];
    if (leaf === undefined) return this.end(text);
    const why = this.misfit(text, leaf);
    if (why) return this.fail(why, leaf);
    this.hash.update(`${text}\n`);
    verdict.proven++;
    return true;
  }

  /** No line comes any more. */
  finish(): ExportVerdict {
    const { verdict, leaves } = this;
    if (this.line === 0) this.next('');
    if (verdict.failure) return verdict;
    this.line++;
    if (verdict.proven < leaves.length)
      this.fail('The export ends before this entry.', leaves[verdict.proven]);
    else if (!verdict.manifest && asked(verdict.checkpoint))
      this.fail('The export ends before its manifest.');
    return verdict;
  }

  private begin(text: string) {
    try {
      const head = JSON.parse(text);
      if (headLine(head) !== text || head.public_key !== this.publicKey)
        throw new BadCheckpoint('It is not of this public key.');
      const checkpoint = openCheckpoint(head.checkpoint, this.publicKey);
      this.verdict.checkpoint = checkpoint;
      this.leaves = leavesOf(checkpoint);
      this.inclusion = new InclusionCheck(checkpoint.size, checkpoint.root);
      this.hash.update(`${text}\n`);
      return true;
    } catch (error) {
      return this.fail(error instanceof Error ? error.message : String(error));
    }
  }

  /** After the last entry: the manifest, once, where one belongs. */
  private end(text: string) {
    const { verdict } = this;
    if (verdict.manifest || !asked(verdict.checkpoint)) return this.fail('This line was added.');
    try {
      const line = JSON.parse(text);
      const { manifest } = openManifest(line.manifest, this.publicKey);
      if (
        manifestLine(line.manifest) !== text ||
        manifest.sha256 !== this.hash.digest('hex') ||
        manifest.rows !== String(verdict.proven) ||
        `export ${manifest.export}` !== asked(verdict.checkpoint)
      )
        throw new BadCheckpoint('The manifest is that of another file.');
      verdict.manifest = manifest;
      return true;
    } catch (error) {
      return this.fail(error instanceof Error ? error.message : String(error));
    }
  }

  /** Why this line is not the entry of that leaf, if it is not. */
  private misfit(text: string, leaf: number) {
    try {
      const entry: ExportedEntry = JSON.parse(text);
      if (entry.leaf_index !== leaf) return `Leaf ${leaf} should be here, it is leaf ${entry.leaf_index}.`;
      if (entryLine(entry) !== text) return 'The line was written by somebody else.';
      const proven = this.inclusion?.includes(leafOf(entry satisfies LoggedEvent), leaf, entry.proof);
      return proven ? undefined : 'The event is not the one that is proven.';
    } catch {
      return 'The line cannot be read.';
    }
  }

  private fail(why: string, leaf_index?: number) {
    this.verdict.failure = { line: this.line, ...(leaf_index !== undefined && { leaf_index }), why };
    return false;
  }
}

export function verifyExport(lines: string[], publicKey: string): ExportVerdict {
  const check = new ExportCheck(publicKey);
  lines.every((line) => check.next(line));
  return check.finish();
}

/** The line that names the export, if somebody asked for one. */
const asked = (checkpoint: Checkpoint | undefined) =>
  checkpoint?.extensions.find((line) => line.startsWith('export '));

function leavesOf({ extensions }: Checkpoint) {
  const [, list = ''] = /^entries ([\d,]*)$/.exec(extensions.at(-1) ?? '') ?? [];
  return list === '' ? [] : list.split(',').map(Number);
}
