import { emptyRoot, nodeHash } from './hashes.js';

const odd = (n: number) => n % 2 === 1;
const half = (n: number) => Math.floor(n / 2);

/** RFC 9162, 2.1.3.2: is this the leaf at `index` of the tree with this size and root? */
export function includes(leaf: Buffer, index: number, size: number, proof: Buffer[], root: Buffer) {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) return false;
  let at = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (odd(at) || at === last) {
      hash = nodeHash(sibling, hash);
      for (; !odd(at) && at !== 0; at = half(at)) last = half(last);
    } else {
      hash = nodeHash(hash, sibling);
    }
    at = half(at);
    last = half(last);
  }
  return last === 0 && hash.equals(root);
}

type Head = { size: number; root: Buffer };

/** RFC 9162, 2.1.4.2: is the older tree the beginning of the newer one? */
export function extendsTree(older: Head, newer: Head, proof: Buffer[]) {
  if (older.size > newer.size) return false;
  if (older.size === 0) return proof.length === 0 && older.root.equals(emptyRoot);
  if (older.size === newer.size) return proof.length === 0 && older.root.equals(newer.root);

  let at = older.size - 1;
  let last = newer.size - 1;
  for (; odd(at); at = half(at)) last = half(last);
  const [first, ...rest] = at === 0 ? [older.root, ...proof] : proof;
  if (!first) return false;
  let oldRoot = first;
  let newRoot = first;
  for (const hash of rest) {
    if (last === 0) return false;
    if (odd(at) || at === last) {
      oldRoot = nodeHash(hash, oldRoot);
      newRoot = nodeHash(hash, newRoot);
      for (; !odd(at) && at !== 0; at = half(at)) last = half(last);
    } else {
      newRoot = nodeHash(newRoot, hash);
    }
    at = half(at);
    last = half(last);
  }
  return last === 0 && oldRoot.equals(older.root) && newRoot.equals(newer.root);
}
