/** Places in JavaScript's characters for those PostgreSQL counts: whole characters in messages, bytes of UTF-8 in trees. */
export function fromCharacters(sql: string, position: number) {
  let at = 0;
  for (let passed = 0; passed < position && at < sql.length; passed += 1) at += width(sql, at);
  return at;
}

const width = (sql: string, at: number) => ((sql.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);

const bytes = (point: number) => (point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4);

/** Which character begins at a byte. */
function charactersOf(sql: string) {
  const starts: number[] = [];
  for (let at = 0; at < sql.length; at += width(sql, at))
    for (let byte = bytes(sql.codePointAt(at) ?? 0); byte > 0; byte -= 1) starts.push(at);
  starts.push(sql.length);
  return starts;
}

const located = new Set(['location', 'list_start', 'list_end', 'stmt_location']);

/** Writes characters into a tree where it has bytes. */
export function inCharacters<Tree>(tree: Tree, sql: string): Tree {
  if (new TextEncoder().encode(sql).length === sql.length) return tree;
  const starts = charactersOf(sql);
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const item of node) visit(item);
    else if (typeof node === 'object' && node !== null)
      for (const [key, value] of Object.entries(node)) {
        if (located.has(key) && typeof value === 'number')
          Object.assign(node, { [key]: starts[value] ?? value });
        else visit(value);
      }
  };
  visit(tree);
  return tree;
}
