/** Who is who before and after: first by the server's own id, where both states are of one database, then by name. */
export function pair<T extends { oid: number }>(
  before: readonly T[],
  after: readonly T[],
  nameOf: (item: T) => string,
  byId: boolean,
) {
  const kept: [T, T][] = [];
  const left = new Set(before);
  let unmatched: readonly T[] = after;
  const match = (keyOf: (item: T) => unknown) => {
    const known = new Map([...left].map((item) => [keyOf(item), item]));
    unmatched = unmatched.filter((item) => {
      const old = known.get(keyOf(item));
      if (!old || !left.delete(old)) return true;
      kept.push([old, item]);
      return false;
    });
  };
  if (byId) match(({ oid }) => oid);
  match(nameOf);
  return { kept, removed: [...left], added: unmatched };
}
