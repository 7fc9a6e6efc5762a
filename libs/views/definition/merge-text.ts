import type { MergeConflict } from '@pgai/contracts/views.js';
import { type Hunk, hunksOf, linesOf } from './lines.js';

/** A part that both sides changed; its words are for whoever shows it. */
export type Conflict = Omit<MergeConflict, 'words'>;

export type Decide = (conflict: Conflict) => 'ours' | 'theirs';

/** A text by lines: what only one side touched is that side's, lines that both touched or that touch are a conflict. */
export function mergeText(name: string, base: string, ours: string, theirs: string, decide: Decide): string {
  if (ours === theirs || theirs === base) return ours;
  if (ours === base) return theirs;
  const lines = linesOf(base);
  const sides = { ours: linesOf(ours), theirs: linesOf(theirs) };
  const hunks = { ours: hunksOf(lines, sides.ours), theirs: hunksOf(lines, sides.theirs) };
  const merged: string[] = [];
  let at = 0;
  for (const { from, to } of stretches([...hunks.ours, ...hunks.theirs])) {
    merged.push(...lines.slice(at, from));
    at = to;
    const made = (side: 'ours' | 'theirs') => {
      const within = hunks[side].filter((hunk) => hunk.from >= from && hunk.to <= to);
      return within.length ? becomes(within, from, to, sides[side]) : null;
    };
    const [our, their] = [made('ours'), made('theirs')];
    if (our === null || their === null || our === their) {
      merged.push(our ?? their ?? '');
      continue;
    }
    const stretch = to > from + 1 ? `lines ${from + 1} to ${to}` : `line ${from + 1}`;
    const chosen = decide({
      key: `${name}/${from + 1}-${to}`,
      label: `${name === 'sql' ? 'SQL' : name}, ${stretch}`,
      base: lines.slice(from, to).join(''),
      ours: our,
      theirs: their,
    });
    merged.push(chosen === 'ours' ? our : their);
  }
  return [...merged, ...lines.slice(at)].join('');
}

/** Hunks of either side put together where they overlap or touch. */
function stretches(hunks: Hunk[]): { from: number; to: number }[] {
  const together: { from: number; to: number }[] = [];
  for (const { from, to } of hunks.sort((a, b) => a.from - b.from || a.to - b.to)) {
    const last = together.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else together.push({ from, to });
  }
  return together;
}

/** What one side has for a stretch of the base: its hunks, and between them what it left. */
function becomes(hunks: Hunk[], from: number, to: number, side: readonly string[]): string {
  const [first, last] = [hunks[0], hunks.at(-1)];
  if (!first || !last) return '';
  return side.slice(first.becomes.from - (first.from - from), last.becomes.to + (to - last.to)).join('');
}
