import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { verifyCsv } from './csv-export.js';
import { ExportCheck } from './export.js';
import { linesOf } from './lines.js';
import type { Manifest } from './manifest.js';
import type { Checkpoint } from './signed-checkpoint.js';

const [file, given] = process.argv.slice(2);
if (!file) {
  console.error('Usage: npm run audit:verify -- <export file> [public key]');
  process.exit(2);
}
process.exitCode = beginsWith(file, '{') ? await checkLines(file) : checkTable(file);

async function checkLines(path: string) {
  let check: ExportCheck | undefined;
  let publicKey = given ?? '';
  reading: for await (const lines of linesOf(path)) {
    for (const line of lines) {
      publicKey ||= /"public_key":"([^"]+)"\}$/.exec(line)?.[1] ?? '';
      check ??= new ExportCheck(publicKey);
      if (!check.next(line)) break reading;
    }
  }
  const { proven, checkpoint, manifest, failure } = (check ?? new ExportCheck(publicKey)).finish();
  say(publicKey, checkpoint, manifest);
  console.log(`Proven      ${proven} entries`);
  if (!failure) return 0;
  const leaf = failure.leaf_index === undefined ? '' : ` (leaf ${failure.leaf_index})`;
  console.error(`Does not fit: line ${failure.line}${leaf}. ${failure.why}`);
  return 1;
}

function checkTable(path: string) {
  const { rows, publicKey, manifest, checkpoint, failure } = verifyCsv(readFileSync(path), given);
  say(publicKey, checkpoint, manifest);
  console.log(`${failure ? 'Found ' : 'Signed'}      ${rows} rows`);
  if (failure) console.error(`Does not fit: ${failure}`);
  return failure ? 1 : 0;
}

function say(publicKey: string, checkpoint: Checkpoint | undefined, manifest: Manifest | undefined) {
  console.log(
    `Public key  ${publicKey}${given ? '' : '  (the one in the file: compare it with what you trust)'}`,
  );
  if (checkpoint) {
    const { origin, size, root } = checkpoint;
    console.log(`Checkpoint  ${origin}, ${size} events, root ${root.toString('base64')}`);
  }
  for (const [name, value] of Object.entries(manifest ?? {})) console.log(`${name.padEnd(11)} ${value}`);
}

function beginsWith(path: string, character: string) {
  const handle = openSync(path, 'r');
  const first = Buffer.alloc(1);
  readSync(handle, first, 0, 1, 0);
  closeSync(handle);
  return first.toString() === character;
}
