import type { Expression } from '@pgai/contracts/expressions.js';
import { within } from '../definition/parts.js';

/** Which sources no condition ties to the first one: every row of theirs comes with every other row. */
export function unconnected(sources: string[], conditions: Expression[]): string[] {
  const groups = new Map(sources.map((id) => [id, id]));
  const top = (id: string): string => {
    const up = groups.get(id);
    return up === undefined || up === id ? id : top(up);
  };
  for (const condition of conditions) {
    const [first, ...others] = new Set(
      [...within(condition)].flatMap((e) => (e.kind === 'column' ? e.table : [])),
    );
    for (const other of others) if (first !== undefined) groups.set(top(other), top(first));
  }
  const [root = ''] = sources;
  const seen = new Set([top(root)]);
  return sources.filter((id) => {
    const group = top(id);
    if (seen.has(group)) return false;
    seen.add(group);
    return true;
  });
}
