import { BadCheckpoint, type Checkpoint, openCheckpoint, type Signer } from './signed-checkpoint.js';

/** What an export says of itself, at its end: what is in it, by whose wish, for whom. */
export type Manifest = {
  export: string;
  team: string;
  format: string;
  rows: string;
  /** of every byte before the manifest, in hexadecimal */
  sha256: string;
  /** positions of the first and the last entry, or `-` */
  range: string;
  /** canonical JSON */
  filter: string;
  'asked-by': string;
  'asked-at': string;
  'approved-by': string;
  'made-at': string;
  for: string;
};

const names: readonly (keyof Manifest)[] = [
  'export',
  'team',
  'format',
  'rows',
  'sha256',
  'range',
  'filter',
  'asked-by',
  'asked-at',
  'approved-by',
  'made-at',
  'for',
];

/** The first line after the root of a signed checkpoint, so that one is never taken for the other. */
export const manifestMark = 'pgai-export-manifest/1';

/** A signed checkpoint of the ledger at that time, whose extensions are the lines of the manifest. */
export const signManifest = (signer: Signer, head: { size: number; root: Buffer }, manifest: Manifest) =>
  signer.sign({
    ...head,
    extensions: [manifestMark, ...names.map((name) => `${name} ${manifest[name].replaceAll(/\s+/g, ' ')}`)],
  });

/** @throws BadCheckpoint unless this key signed this very manifest */
export function openManifest(
  note: string,
  publicKey: string,
): { checkpoint: Checkpoint; manifest: Manifest } {
  const checkpoint = openCheckpoint(note, publicKey);
  const [mark, ...lines] = checkpoint.extensions;
  if (mark !== manifestMark || lines.length !== names.length) throw new BadCheckpoint('This is no manifest.');
  const entries = names.map((name, at) => {
    const line = lines[at] ?? '';
    if (!line.startsWith(`${name} `)) throw new BadCheckpoint('This is no manifest.');
    return [name, line.slice(name.length + 1)] as const;
  });
  return { checkpoint, manifest: Object.fromEntries(entries) as Manifest };
}
