import type { Expression } from '@pgai/contracts/expressions.js';
import type { NodeList, QueryBuilderConfig, ViewContent } from '@pgai/contracts/view-definition.js';

export type Node = { id: string };

/** The lists that a content has; SQL has parameters alone. */
export const listsOf = (content: ViewContent): Partial<QueryBuilderConfig> =>
  content.profile === 'nocode' ? content.query : { parameters: content.parameters };

export const nodesOf = (content: ViewContent, list: NodeList): readonly Node[] =>
  listsOf(content)[list] ?? [];

/** What people call a node: `column total`, `join of orders and customers`. */
export function labelOf(list: NodeList, id: string, ...contents: ViewContent[]): string {
  for (const content of contents) {
    const query = listsOf(content);
    const table = (id: string) => query.tables?.find((table) => table.id === id)?.alias ?? '?';
    const what = (e: Expression | undefined) =>
      e?.kind === 'column' ? `${table(e.table)}.${e.column}` : 'an expression';
    const find = <L extends NodeList>(list: L) =>
      query[list]?.find((node) => node.id === id) as QueryBuilderConfig[L][number] | undefined;
    if (!find(list)) continue;
    switch (list) {
      case 'tables':
        return `table ${find(list)?.alias}`;
      case 'joins':
        return `join of ${table(find(list)?.left ?? '')} and ${table(find(list)?.right ?? '')}`;
      case 'columns':
        return `column ${find(list)?.alias ?? what(find(list)?.expression)}`;
      case 'filters':
        return `filter of ${filtered(find(list)?.expression, what)}`;
      case 'grouping':
        return `grouping by ${what(find(list)?.expression)}`;
      case 'ordering':
        return `ordering by ${what(find(list)?.expression)}`;
      case 'parameters':
        return `parameter ${find(list)?.name}`;
    }
  }
  return list;
}

function filtered(e: Expression | undefined, what: (e: Expression | undefined) => string): string {
  if (e?.kind === 'operator') return what(e.left ?? e.right);
  if (e && 'operand' in e && e.operand) return what(e.operand);
  return what(e);
}
