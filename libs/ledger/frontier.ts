import { nodeHash, rootOver } from './hashes.js';

/** What a growing tree has to remember: the roots of its complete subtrees, at most one of each height. */
export class Frontier {
  /** the largest first */
  private readonly subtrees: Buffer[] = [];
  size = 0;

  /** Answers the roots of all subtrees which this leaf completes, by height: first the leaf itself. */
  append(leaf: Buffer): Buffer[] {
    const completed = this.completing(leaf);
    this.add(completed);
    return completed;
  }

  /** The leaf whose completed subtrees these are. */
  add(completed: Buffer[]) {
    this.subtrees.splice(this.subtrees.length - (completed.length - 1));
    this.subtrees.push(completed.at(-1) as Buffer);
    this.size++;
  }

  /** The same answer, and the tree stays as it is. */
  completing(leaf: Buffer): Buffer[] {
    const completed = [leaf];
    let root = leaf;
    for (let bits = this.size; bits % 2 === 1; bits = Math.floor(bits / 2)) {
      root = nodeHash(this.subtrees.at(-completed.length) as Buffer, root);
      completed.push(root);
    }
    return completed;
  }

  get root(): Buffer {
    return rootOver(this.subtrees);
  }
}
