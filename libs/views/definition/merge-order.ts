/**
 * The order of what is left of two lists. For two nodes of the base there are only two orders, so whoever turned them round is
 * right; what only one side has stands where that side put it, and of two that never met the smaller id comes first. So it is
 * the same whoever comes first. Null: the wishes go round in a circle.
 */
export function mergeOrder(
  base: readonly string[],
  ours: readonly string[],
  theirs: readonly string[],
  left: ReadonlySet<string>,
): string[] | null {
  const ids = [...left].sort();
  const before = relation(placesOf(ids, base), placesOf(ids, ours), placesOf(ids, theirs));
  const after: number[][] = ids.map(() => []);
  const open = new Int32Array(ids.length);
  for (let a = 0; a < ids.length; a++)
    for (let b = a + 1; b < ids.length; b++) {
      const order = before(a, b);
      if (order === 0) continue;
      const [first, second] = order < 0 ? [a, b] : [b, a];
      after[first]?.push(second);
      open[second] = (open[second] ?? 0) + 1;
    }

  const merged: string[] = [];
  const ready = [...open.keys()].filter((index) => open[index] === 0);
  while (ready.length) {
    const next = Math.min(...ready);
    ready.splice(ready.indexOf(next), 1);
    merged.push(ids[next] ?? '');
    for (const index of after[next] ?? []) {
      const count = (open[index] ?? 0) - 1;
      open[index] = count;
      if (count === 0) ready.push(index);
    }
  }
  return merged.length === ids.length ? merged : null;
}

/** Where each id stands in a list, -1 where it does not. */
function placesOf(ids: readonly string[], list: readonly string[]): Int32Array {
  const places = new Map(list.map((id, place) => [id, place]));
  return Int32Array.from(ids, (id) => places.get(id) ?? -1);
}

/** Negative where the first of two comes before the other, 0 where nobody has both. */
function relation(base: Int32Array, ours: Int32Array, theirs: Int32Array) {
  const order = (places: Int32Array, a: number, b: number) => {
    const [first, second] = [places[a] ?? -1, places[b] ?? -1];
    return first < 0 || second < 0 ? 0 : Math.sign(first - second);
  };
  return (a: number, b: number): number => {
    const our = order(ours, a, b);
    const their = order(theirs, a, b);
    if (our === their) return our || order(base, a, b);
    if (our === 0 || their === 0) return our || their;
    return -order(base, a, b) || a - b;
  };
}

/** One side's order; what only the other has comes behind what it stands behind there. */
export function orderOf(
  side: readonly string[],
  other: readonly string[],
  left: ReadonlySet<string>,
): string[] {
  const order = side.filter((id) => left.has(id));
  for (const [index, id] of other.entries()) {
    if (!left.has(id) || order.includes(id)) continue;
    const before = other.slice(0, index).findLast((one) => order.includes(one));
    order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, id);
  }
  return order;
}
