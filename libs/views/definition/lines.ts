/** A stretch of one text that another has something else for; ends are not part of it. */
export type Hunk = { from: number; to: number; becomes: { from: number; to: number } };

/** With their ends, so that joined they are the text again. */
export const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** Beyond so many differing lines the whole middle counts as one difference: bounded time is worth more than a small hunk. */
const mostEdits = 500;

/** The stretches in which two lists of lines differ, by the shortest script (Myers 1986), in order. */
export function hunksOf(a: readonly string[], b: readonly string[]): Hunk[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  if (a.length === head + tail && b.length === head + tail) return [];

  const [left, right] = [a.slice(head, a.length - tail), b.slice(head, b.length - tail)];
  const hunks: Hunk[] = [];
  let [x, y] = [0, 0];
  for (const [nextX, nextY] of [...(matches(left, right) ?? []), [left.length, right.length] as const]) {
    if (nextX > x || nextY > y)
      hunks.push({ from: head + x, to: head + nextX, becomes: { from: head + y, to: head + nextY } });
    [x, y] = [nextX + 1, nextY + 1];
  }
  return hunks;
}

/** The pairs of equal lines the shortest script keeps; null where it is too long to look for. */
function matches(a: readonly string[], b: readonly string[]): (readonly [number, number])[] | null {
  const steps: Map<number, number>[] = [];
  let reach = new Map([[1, 0]]);
  for (let edits = 0; edits <= Math.min(a.length + b.length, mostEdits); edits++) {
    const next = new Map<number, number>();
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = fromAbove(reach, diagonal, edits)
        ? (reach.get(diagonal + 1) ?? 0)
        : (reach.get(diagonal - 1) ?? 0) + 1;
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x++;
      next.set(diagonal, x);
      if (x >= a.length && x - diagonal >= b.length) return walkBack(steps, reach, a.length, b.length);
    }
    steps.push(reach);
    reach = next;
  }
  return null;
}

const fromAbove = (reach: Map<number, number>, diagonal: number, edits: number) =>
  diagonal === -edits ||
  (diagonal !== edits && (reach.get(diagonal - 1) ?? 0) < (reach.get(diagonal + 1) ?? 0));

function walkBack(steps: Map<number, number>[], last: Map<number, number>, endX: number, endY: number) {
  const pairs: (readonly [number, number])[] = [];
  let [x, y] = [endX, endY];
  for (let edits = steps.length, reach = last; edits >= 0; edits--, reach = steps[edits] ?? new Map()) {
    const before = fromAbove(reach, x - y, edits) ? x - y + 1 : x - y - 1;
    const startX = edits === 0 ? 0 : (reach.get(before) ?? 0);
    const startY = edits === 0 ? 0 : startX - before;
    while (x > startX && y > startY) pairs.push([--x, --y]);
    [x, y] = [startX, startY];
  }
  return pairs.reverse();
}
