import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Frontier } from './frontier.js';
import { emptyRoot, leafHash } from './hashes.js';
import {
  consistencyProof,
  inclusionProof,
  inclusionProofs,
  type ReadSubtrees,
  type Subtree,
  treeRoot,
} from './proofs.js';
import { extendsTree, includes } from './verification.js';

const hex = (text: string) => Buffer.from(text, 'hex');

/** A tree with every subtree it ever completed, and the root at every size. */
function grow(leaves: Buffer[]) {
  const frontier = new Frontier();
  const roots = [frontier.root];
  const stored = leaves.map((leaf) => {
    const completed = frontier.append(leafHash(leaf));
    roots.push(frontier.root);
    return completed;
  });
  const read: ReadSubtrees = async (wanted: Subtree[]) =>
    wanted.map(({ leaf, height }) => stored[leaf]![height]!);
  return { roots, read };
}

describe('the reference tree of certificate-transparency', () => {
  const inputs = [
    '',
    '00',
    '10',
    '2021',
    '3031',
    '40414243',
    '5051525354555657',
    '606162636465666768696a6b6c6d6e6f',
  ];
  const roots = [
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ];
  const tree = grow(inputs.map(hex));
  const written = (hashes: Buffer[]) => hashes.map((hash) => hash.toString('hex'));

  it('has its root at every size, grown and from stored subtrees', async () => {
    expect(written(tree.roots)).toEqual(roots);
    for (const size of roots.keys()) expect(await treeRoot(size, tree.read)).toEqual(hex(roots[size]!));
  });

  it('has its inclusion proofs', async () => {
    expect(written(await inclusionProof(0, 8, tree.read))).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ]);
    expect(written(await inclusionProof(2, 3, tree.read))).toEqual([roots[2]]);
  });

  it('has its consistency proofs', async () => {
    expect(written(await consistencyProof(6, 8, tree.read))).toEqual([
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
  });
});

/** Each another one, as events are: equal neighbours may change places unseen. */
const leaves = fc
  .array(fc.uint8Array({ maxLength: 20 }), { minLength: 1, maxLength: 70 })
  .map((all) => all.map((bytes, index) => Buffer.of(index, ...bytes)));
const turned = (hash: Buffer) => Buffer.from(hash.map((byte, i) => (i === 0 ? byte ^ 1 : byte)));

describe('any tree', () => {
  it('proves every leaf; not another leaf, index or size', async () => {
    const property = fc.asyncProperty(leaves, fc.nat(), async (all, n) => {
      const { roots, read } = grow(all);
      const index = n % all.length;
      const size = all.length;
      const root = roots[size]!;
      const leaf = leafHash(all[index]!);
      const proof = await inclusionProof(index, size, read);

      expect(includes(leaf, index, size, proof, root)).toBe(true);
      expect(includes(turned(leaf), index, size, proof, root)).toBe(false);
      expect(includes(leaf, index, size, proof, turned(root))).toBe(false);
      expect(includes(leaf, size, size, proof, root)).toBe(false);
      expect(includes(leaf, -1, size, proof, root)).toBe(false);
      expect(includes(leaf, index, size, [...proof, root], root)).toBe(false);
      for (const at of proof.keys()) {
        expect(includes(leaf, index, size, proof.toSpliced(at, 1), root)).toBe(false);
        expect(includes(leaf, index, size, proof.with(at, turned(proof[at]!)), root)).toBe(false);
      }
      for (const other of all.keys())
        if (other !== index) expect(includes(leaf, other, size, proof, root)).toBe(false);
      expect(includes(leaf, index, size * 2 + 1, proof, root)).toBe(false);
      expect(await inclusionProofs([index, 0], size, read)).toEqual([
        proof,
        await inclusionProof(0, size, read),
      ]);
    });
    await fc.assert(property, { numRuns: 150 });
  });

  it('extends every smaller one of its past; not another', async () => {
    const property = fc.asyncProperty(leaves, fc.nat(), fc.nat(), async (all, a, b) => {
      const { roots, read } = grow(all);
      const [first, second] = [a % (all.length + 1), b % (all.length + 1)].sort((x, y) => x - y) as [
        number,
        number,
      ];
      const older = { size: first, root: roots[first]! };
      const newer = { size: second, root: roots[second]! };
      const proof = await consistencyProof(first, second, read);

      expect(extendsTree(older, newer, proof)).toBe(true);
      expect(extendsTree({ ...older, root: turned(older.root) }, newer, proof)).toBe(false);
      if (first > 0) expect(extendsTree(older, { ...newer, root: turned(newer.root) }, proof)).toBe(false);
      if (first < second) expect(extendsTree(newer, older, proof)).toBe(false);
      for (const at of proof.keys())
        expect(extendsTree(older, newer, proof.with(at, turned(proof[at]!)))).toBe(false);
    });
    await fc.assert(property, { numRuns: 300 });
  });

  it('of no leaves has the hash of nothing', () => {
    expect(new Frontier().root).toEqual(emptyRoot);
  });
});
