const longest = 64;
const rows = [0, 1, 2].map(() => new Uint8Array(longest + 1));

/**
 * How many typing mistakes make one word of the other: a letter swapped with its neighbour, missing, wrong or one too many.
 * Words this far apart are the rule, so whatever shows early that there are more than `most` ends it.
 */
export function mistakes(a: string, b: string, most: number) {
  if (Math.abs(a.length - b.length) > most || a.length > longest || b.length > longest) return most + 1;
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const [left, right] = [a.slice(start, endA), b.slice(start, endB)];
  if (!left || !right) return left.length + right.length;
  return distance(left, right, most);
}

/** Damerau and Levenshtein's, row by row in three rows that are used again. */
function distance(a: string, b: string, most: number) {
  let [before, previous, row] = rows as [Uint8Array, Uint8Array, Uint8Array];
  for (let j = 0; j <= b.length; j++) previous[j] = j;
  for (let i = 1; i <= a.length; i++) {
    row[0] = i;
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cell = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cell = Math.min(cell, (before[j - 2] ?? 0) + 1);
      row[j] = cell;
      least = Math.min(least, cell);
    }
    if (least > most) return most + 1;
    [before, previous, row] = [previous, row, before];
  }
  return previous[b.length] ?? 0;
}
