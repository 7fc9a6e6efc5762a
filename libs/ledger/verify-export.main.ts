import { readFileSync } from 'node:fs';
import { verifyExport } from './export.js';

const [file, given] = process.argv.slice(2);
if (!file) {
  console.error('Usage: npm run audit:verify -- <export file> [public key]');
  process.exit(2);
}
const lines = readFileSync(file, 'utf8').replace(/\n$/, '').split('\n');
const publicKey = given ?? /"public_key":"([^"]+)"/.exec(lines[0] ?? '')?.[1] ?? '';
const { proven, checkpoint, failure } = verifyExport(lines, publicKey);

console.log(
  `Public key  ${publicKey}${given ? '' : '  (the one in the file: compare it with what you trust)'}`,
);
if (checkpoint) {
  console.log(
    `Checkpoint  ${checkpoint.origin}, ${checkpoint.size} events, root ${checkpoint.root.toString('base64')}`,
  );
}
console.log(`Proven      ${proven} entries`);
if (failure) {
  const leaf = failure.leaf_index === undefined ? '' : ` (leaf ${failure.leaf_index})`;
  console.error(`Does not fit: line ${failure.line}${leaf}. ${failure.why}`);
  process.exit(1);
}
