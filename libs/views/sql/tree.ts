import type { Node } from 'libpg-query';

/** A node of the parser's tree under the name of its kind. */
export type Kind = Node extends infer One ? (One extends unknown ? keyof One : never) : never;

/** The one kind a node is of, and what it holds. */
export function opened(node: Node | undefined): [string, Record<string, unknown>] {
  const [entry] = Object.entries(node ?? {});
  return entry ? [entry[0], entry[1] as Record<string, unknown>] : ['', {}];
}

/**
 * Every node within a node, itself included, in the order of the text as far as the tree keeps it. A statement that is
 * part of another without a wrapper (`larg`, `rarg`, `ctequery`) comes as what it is.
 */
export function* nodesIn(node: unknown, within = ''): Generator<[string, Record<string, unknown>]> {
  if (Array.isArray(node)) {
    for (const item of node) yield* nodesIn(item, within);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const bare = within === 'larg' || within === 'rarg';
  if (bare && !('SelectStmt' in node)) yield ['SelectStmt', node as Record<string, unknown>];
  for (const [key, value] of Object.entries(node)) {
    if (/^[A-Z]/.test(key)) yield [key, value as Record<string, unknown>];
    yield* nodesIn(value, key);
  }
}

const texts = (nodes: Node[] | undefined) =>
  (nodes ?? []).map((node) => ('String' in node ? (node.String.sval ?? '') : '*'));

/** A name of several parts. */
export const nameIn = texts;
