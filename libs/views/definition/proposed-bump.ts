import type { Bump, VersionChange } from '@pgai/contracts/view-analysis.js';
import { bumpOf } from './version-rules.js';

/** The smallest version step that promises nothing wrong. */
export function proposedBump(changes: readonly Pick<VersionChange, 'class' | 'rule'>[]): Bump {
  const asked = changes.map(bumpOf);
  return (['major', 'minor'] as const).find((bump) => asked.includes(bump)) ?? 'patch';
}
