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
  const places = [base, ours, theirs].map((list) => new Map(list.map((id, index) => [id, index])));
  const [inBase, inOurs, inTheirs] = places.map((place) => (a: string, b: string) => {
    const [first, second] = [place.get(a), place.get(b)];
    return first === undefined || second === undefined ? null : first < second;
  });
  const before = (a: string, b: string): boolean | null => {
    const [was, our, their] = [inBase?.(a, b), inOurs?.(a, b), inTheirs?.(a, b)];
    if (our === null || our === undefined) return their ?? was ?? null;
    if (their === null || their === undefined || our === their) return our;
    if (was === null || was === undefined) return a < b;
    return !was;
  };

  const waiting = [...left].sort();
  const after = new Map(waiting.map((id): [string, string[]] => [id, []]));
  const open = new Map(waiting.map((id) => [id, 0]));
  for (const [index, a] of waiting.entries())
    for (const b of waiting.slice(index + 1)) {
      const order = before(a, b);
      if (order === null) continue;
      const [first, second] = order ? [a, b] : [b, a];
      after.get(first)?.push(second);
      open.set(second, (open.get(second) ?? 0) + 1);
    }

  const merged: string[] = [];
  const ready = waiting.filter((id) => open.get(id) === 0);
  while (ready.length) {
    const next = ready.sort()[0] ?? '';
    ready.splice(ready.indexOf(next), 1);
    merged.push(next);
    for (const id of after.get(next) ?? []) {
      const count = (open.get(id) ?? 0) - 1;
      open.set(id, count);
      if (count === 0) ready.push(id);
    }
  }
  return merged.length === left.size ? merged : null;
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
