/** The tables and parameters a node speaks of, as `tables/<id>`; also of one that could not be read as an expression. */
export function mentions(node: object): Set<string> {
  const found = new Set<string>();
  for (const side of ['left', 'right']) {
    const table: unknown = Reflect.get(node, side);
    if (typeof table === 'string') found.add(`tables/${table}`);
  }
  collect(Object.values(node), found);
  return found;
}

function collect(value: unknown, found: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  const kind: unknown = Reflect.get(value, 'kind');
  if (kind === 'column') found.add(`tables/${Reflect.get(value, 'table')}`);
  if (kind === 'parameter') found.add(`parameters/${Reflect.get(value, 'parameter')}`);
  for (const inner of Object.values(value)) collect(inner, found);
}
