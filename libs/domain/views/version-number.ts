import type { Bump } from './events.js';

const order: readonly Bump[] = ['patch', 'minor', 'major'];

export const smaller = (a: Bump, b: Bump) => order.indexOf(a) < order.indexOf(b);

/** The version after this one; a view begins with 1.0.0. */
export function versionAfter(last: string | null | undefined, bump: Bump): string {
  if (!last) return '1.0.0';
  const [major = 0, minor = 0, patch = 0] = last.split('.').map(Number);
  if (bump === 'major') return `${major + 1}.0.0`;
  return bump === 'minor' ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
}
