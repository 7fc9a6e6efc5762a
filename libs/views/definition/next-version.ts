import type { Bump, VersionChange } from '@pgai/contracts/view-analysis.js';
import { bumpOf } from './version-rules.js';

/** The smallest version step that promises nothing wrong. */
export function proposedBump(changes: readonly Pick<VersionChange, 'class' | 'rule'>[]): Bump {
  const asked = changes.map(bumpOf);
  return (['major', 'minor'] as const).find((bump) => asked.includes(bump)) ?? 'patch';
}

/** A view begins with 1.0.0. */
export function nextVersion(last: string | null, bump: Bump): string {
  if (last === null) return '1.0.0';
  const [major = 0, minor = 0, patch = 0] = last.split('.').map(Number);
  if (bump === 'major') return `${major + 1}.0.0`;
  return bump === 'minor' ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
}
