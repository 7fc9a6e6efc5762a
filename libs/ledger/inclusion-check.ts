import { nodeHash } from './hashes.js';

type Step = { at: number; last: number; hash: Buffer };

/**
 * Checks many leaves against one root (RFC 9162, 2.1.3.2). Neighbours share most of their way: where this leaf's path
 * comes to the very node that the one before went through, and the rest of both proofs is the same text, the rest is known.
 */
export class InclusionCheck {
  private steps: Step[] = [];
  private proof: string[] = [];

  constructor(
    private readonly size: number,
    private readonly root: Buffer,
  ) {}

  /** @param proof hashes in base64 */
  includes(leaf: Buffer, index: number, proof: string[]): boolean {
    if (!Number.isSafeInteger(index) || index < 0 || index >= this.size) return false;
    const steps: Step[] = [];
    const shared =
      proof.length === this.proof.length ? commonFrom(proof, this.proof) : Number.POSITIVE_INFINITY;
    let at = index;
    let last = this.size - 1;
    let hash = leaf;
    for (let n = 0; n < proof.length; n++) {
      const before = this.steps[n];
      if (n >= shared && before?.at === at && before.last === last && before.hash.equals(hash)) {
        this.steps = [...steps, ...this.steps.slice(n)];
        this.proof = proof;
        return true;
      }
      steps.push({ at, last, hash });
      if (last === 0) return false;
      const sibling = Buffer.from(proof[n] as string, 'base64');
      if (at % 2 === 1 || at === last) {
        hash = nodeHash(sibling, hash);
        for (; at % 2 === 0 && at !== 0; at = Math.floor(at / 2)) last = Math.floor(last / 2);
      } else {
        hash = nodeHash(hash, sibling);
      }
      at = Math.floor(at / 2);
      last = Math.floor(last / 2);
    }
    const proven = last === 0 && hash.equals(this.root);
    if (proven) [this.steps, this.proof] = [steps, proof];
    return proven;
  }
}

/** From which place on two lists of the same length are the same. */
function commonFrom(a: string[], b: string[]) {
  let from = a.length;
  while (from > 0 && a[from - 1] === b[from - 1]) from--;
  return from;
}
