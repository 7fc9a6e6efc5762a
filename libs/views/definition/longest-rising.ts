/** The longest part of a list that rises already; what is not in it has to move. */
export function longestRising<T>(items: readonly T[], compare: (a: T, b: T) => number): T[] {
  type End = { item: T; before: End | null };
  const ends: End[] = [];
  for (const item of items) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const end = ends[middle];
      if (end && compare(end.item, item) < 0) low = middle + 1;
      else high = middle;
    }
    ends[low] = { item, before: ends[low - 1] ?? null };
  }
  const rising: T[] = [];
  for (let end = ends.at(-1) ?? null; end; end = end.before) rising.push(end.item);
  return rising.reverse();
}
