import { nodeHash, rootOver } from './hashes.js';

/** What a growing tree has to remember: the roots of its complete subtrees, at most one of each height. */
export class Frontier {
  /** the largest first */
  private readonly subtrees: Buffer[] = [];
  size = 0;

  /** Answers the roots of all subtrees which this leaf completes, by height: first the leaf itself. */
  append(leaf: Buffer): Buffer[] {
    const completed = [leaf];
    let root = leaf;
    for (let bits = this.size; bits % 2 === 1; bits = Math.floor(bits / 2)) {
      root = nodeHash(this.subtrees.pop() as Buffer, root);
      completed.push(root);
    }
    this.subtrees.push(root);
    this.size++;
    return completed;
  }

  get root(): Buffer {
    return rootOver(this.subtrees);
  }
}
