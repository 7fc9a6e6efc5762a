import type { Bump, VersionChange } from '@pgai/contracts/view-analysis.js';

type Look = { mark: string; word: string; tile: string };

/** What is added, removed or changed; never by colour alone. */
export const kinds: Record<VersionChange['type'], Look> = {
  addition: { mark: '+', word: 'Added', tile: 'bg-ok-bg text-ok-fg' },
  removal: { mark: '−', word: 'Removed', tile: 'bg-bad-bg text-bad-fg' },
  modification: { mark: '~', word: 'Changed', tile: 'bg-warn-bg text-warn-fg' },
};

const order: Record<VersionChange['class'], number> = {
  breaking: 0,
  conditional: 1,
  'non-breaking': 2,
  info: 3,
};

/** What breaks somebody first. */
export const bySeverity = (changes: readonly VersionChange[]) =>
  changes.toSorted((a, b) => order[a.class] - order[b.class]);

export const counted = (number: number, one: string, more = `${one}s`) =>
  `${number} ${number === 1 ? one : more}`;

/** In one line, what a version did: its notes, else the gravest of its changes. */
export function summary(
  notes: string,
  bump: Bump,
  changes: readonly VersionChange[],
  restores: string | null,
): string {
  if (notes) return notes;
  if (restores) return `Back to ${restores}`;
  const gravest = bySeverity(changes)[0];
  return gravest ? `${bump}: ${gravest.description}` : 'The first version';
}
