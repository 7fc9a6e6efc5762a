/** A node as PostgreSQL keeps its parsed queries: its kind, and its fields by name. */
export type TreeNode = { kind: string; fields: Map<string, TreeValue> };
export type TreeValue = TreeNode | TreeValue[] | string | null;

const item = /\s+|([(){}])|"((?:[^"\\]|\\[\s\S])*)"|((?:[^\s(){}\\]|\\[\s\S])+)/gy;
const unescaped = (text: string) => text.replaceAll(/\\([\s\S])/g, '$1');

type Open = { into: TreeValue[]; close: ')' | '}' };

/** Reads the text that `pg_rewrite.ev_action` is. @throws Error where it is none */
export function readTree(text: string): TreeValue {
  const top: TreeValue[] = [];
  const open: Open[] = [];
  let into = top;
  for (const [, bracket, quoted, word] of text.matchAll(item)) {
    if (bracket === '(' || bracket === '{') {
      open.push({ into, close: bracket === '(' ? ')' : '}' });
      into = [];
    } else if (bracket !== undefined) {
      const opened = open.pop();
      if (opened?.close !== bracket) throw new Error('A bracket of this query tree has no other end.');
      const made = bracket === ')' ? into : nodeOf(into);
      into = opened.into;
      into.push(made);
    } else if (quoted !== undefined) into.push(unescaped(quoted));
    else if (word !== undefined) into.push(word === '<>' ? null : unescaped(word));
  }
  if (open.length > 0 || top.length !== 1) throw new Error('This is no query tree.');
  return top[0] ?? null;
}

/** The word after a field's name is its value, whatever it looks like; the bytes of a constant follow and say nothing here. */
function nodeOf([kind, ...words]: TreeValue[]): TreeNode {
  const fields = new Map<string, TreeValue>();
  for (let at = 0; at < words.length; at++) {
    const name = words[at];
    if (typeof name === 'string' && name.startsWith(':')) fields.set(name.slice(1), words[++at] ?? null);
  }
  return { kind: String(kind), fields };
}

export const isNode = (value: TreeValue | undefined, kind?: string): value is TreeNode =>
  value !== null &&
  typeof value === 'object' &&
  !Array.isArray(value) &&
  (kind === undefined || value.kind === kind);

export const listOf = (node: TreeNode, field: string): TreeValue[] => {
  const value = node.fields.get(field);
  return Array.isArray(value) ? value : [];
};
export const nodesOf = (node: TreeNode, field: string) =>
  listOf(node, field).filter((value) => isNode(value));
export const numberOf = (node: TreeNode, field: string) => Number(node.fields.get(field) ?? 0);
