import type { Node } from 'libpg-query';

/** The one kind a node is of, and what it holds. */
export function opened(node: Node | undefined): [string, Record<string, unknown>] {
  const [entry] = Object.entries(node ?? {});
  return entry ? [entry[0], entry[1] as Record<string, unknown>] : ['', {}];
}

/**
 * Every node within a node, itself included, in the order of the text as far as the tree keeps it. A statement that is
 * part of another without a wrapper (`larg`, `rarg`) comes as what it is.
 */
export function nodesIn(tree: unknown): [string, Record<string, unknown>][] {
  const found: [string, Record<string, unknown>][] = [];
  const visit = (node: unknown, within: string) => {
    if (typeof node !== 'object' || node === null) return;
    if (Array.isArray(node)) {
      for (const item of node) visit(item, within);
      return;
    }
    if (within === 'larg' || within === 'rarg')
      if (!('SelectStmt' in node)) found.push(['SelectStmt', node as Record<string, unknown>]);
    for (const [key, value] of Object.entries(node)) {
      const first = key.charCodeAt(0);
      if (first >= 65 && first <= 90) found.push([key, value as Record<string, unknown>]);
      visit(value, key);
    }
  };
  visit(tree, '');
  return found;
}

/** A name of several parts. */
export const nameIn = (nodes: Node[] | undefined) =>
  (nodes ?? []).map((node) => ('String' in node ? (node.String.sval ?? '') : '*'));
