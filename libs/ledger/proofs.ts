import { rootOver } from './hashes.js';

/** A complete subtree, named by the leaf that completed it and its height; that is where its root is stored. */
export type Subtree = { leaf: number; height: number };
/** Where stored roots come from: as many as asked for, in that order. */
export type ReadSubtrees = (wanted: Subtree[]) => Promise<Buffer[]>;
type Range = readonly [start: number, end: number];

/** RFC 9162, 2.1.3: what to hash a leaf with, from the bottom up, to come to the root. */
export const inclusionProof = (index: number, size: number, read: ReadSubtrees) =>
  rootsOf(inclusionPath(index, 0, size), read);

/** The same for many leaves, with one read. */
export async function inclusionProofs(indexes: number[], size: number, read: ReadSubtrees) {
  const paths = indexes.map((index) => inclusionPath(index, 0, size));
  const roots = await rootsOf(paths.flat(), read);
  return paths.map((path) => roots.splice(0, path.length));
}

/** RFC 9162, 2.1.4: what shows that the tree of `first` leaves is the beginning of the tree of `second`. */
export const consistencyProof = (first: number, second: number, read: ReadSubtrees) =>
  rootsOf(first === 0 ? [] : consistencyPath(first, 0, second, true), read);

export const treeRoot = async (size: number, read: ReadSubtrees) =>
  rootOver(await read(completeSubtrees([0, size])));

function inclusionPath(index: number, start: number, end: number): Range[] {
  if (end - start <= 1) return [];
  const middle = start + split(end - start);
  return index < middle
    ? [...inclusionPath(index, start, middle), [middle, end]]
    : [...inclusionPath(index, middle, end), [start, middle]];
}

/** `known`: the verifier has the root of this very range, as it is the older tree. */
function consistencyPath(first: number, start: number, end: number, known: boolean): Range[] {
  if (first === end) return known ? [] : [[start, end]];
  const middle = start + split(end - start);
  return first <= middle
    ? [...consistencyPath(first, start, middle, known), [middle, end]]
    : [...consistencyPath(first, middle, end, false), [start, middle]];
}

/** The largest power of two below a size. */
function split(size: number) {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

function completeSubtrees([start, end]: Range): Subtree[] {
  const found: Subtree[] = [];
  for (let from = start; from < end; ) {
    let height = 0;
    while (2 ** (height + 1) <= end - from) height++;
    from += 2 ** height;
    found.push({ leaf: from - 1, height });
  }
  return found;
}

async function rootsOf(ranges: Range[], read: ReadSubtrees) {
  const parts = ranges.map(completeSubtrees);
  const hashes = await read(parts.flat());
  return parts.map(({ length }) => rootOver(hashes.splice(0, length)));
}
