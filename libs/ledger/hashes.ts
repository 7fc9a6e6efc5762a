import { hash } from 'node:crypto';

const leafMark = Buffer.of(0);
const nodeMark = Buffer.of(1);

/** The marks keep a leaf from ever being taken for a node (RFC 6962, 2.1). */
export const leafHash = (leaf: Buffer) => hash('sha256', Buffer.concat([leafMark, leaf]), 'buffer');
export const nodeHash = (left: Buffer, right: Buffer) =>
  hash('sha256', Buffer.concat([nodeMark, left, right]), 'buffer');

export const emptyRoot = hash('sha256', Buffer.alloc(0), 'buffer');

/** The root over neighbouring complete subtrees, the largest first. */
export const rootOver = (subtrees: Buffer[]) =>
  subtrees.length === 0 ? emptyRoot : subtrees.reduceRight((right, left) => nodeHash(left, right));
