import { createHash } from 'node:crypto';
import type { ViewContent } from '@pgai/contracts/view-definition.js';
import { canonical } from './canonical.js';

/** By what a draft, a commit and a version are known to hold the same. */
export const contentHash = (content: ViewContent) =>
  createHash('sha256').update(canonical(content)).digest('hex');
