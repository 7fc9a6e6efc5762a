/** A way along the edges that comes back to where it began, as the names on it, the first one again at its end. */
export function findCycle(edges: Map<string, string[]>): string[] | null {
  const done = new Set<string>();
  for (const start of edges.keys()) {
    if (done.has(start)) continue;
    const path: string[] = [start];
    const on = new Set(path);
    const open = [[...(edges.get(start) ?? [])]];
    while (path.length) {
      const next = open.at(-1)?.shift();
      if (next === undefined) {
        const last = path.pop() ?? '';
        open.pop();
        on.delete(last);
        done.add(last);
      } else if (on.has(next)) return [...path.slice(path.indexOf(next)), next];
      else if (!done.has(next)) {
        path.push(next);
        on.add(next);
        open.push([...(edges.get(next) ?? [])]);
      }
    }
  }
  return null;
}
