import { type ViewContent } from '@pgai/contracts/view-definition.js';
import type { CommentAnchor } from '@pgai/contracts/views.js';
import { fromBase64, toBase64 } from 'lib0/buffer';
import {
  createAbsolutePositionFromRelativePosition,
  createRelativePositionFromTypeIndex,
  type Doc,
  decodeRelativePosition,
  encodeRelativePosition,
} from 'yjs';
import type { Selected } from '../sql/selection.svelte.ts';

const longestQuote = 500;

/** An anchor that goes where the text goes, whatever is typed around it. */
export function anchorOf(doc: Doc, { in: name, from, to }: Selected): NonNullable<CommentAnchor> {
  const text = doc.getText(name);
  const end = (at: number, side: number) =>
    toBase64(encodeRelativePosition(createRelativePositionFromTypeIndex(text, at, side)));
  const quote = text.toString().slice(from, Math.min(to, from + longestQuote));
  return { in: name, start: end(from, 0), end: end(to, -1), quote: quote.toWellFormed() };
}

/** Where the stretch is now; null when it is gone, or the anchor is none. */
export function stretchOf(doc: Doc, anchor: CommentAnchor): Selected | null {
  if (!anchor || !('in' in anchor)) return null;
  const text = doc.getText(anchor.in);
  const at = (place: string) => {
    try {
      const found = createAbsolutePositionFromRelativePosition(
        decodeRelativePosition(fromBase64(place)),
        doc,
      );
      return found?.type === text ? found.index : null;
    } catch {
      return null;
    }
  };
  const [from, to] = [at(anchor.start), at(anchor.end)];
  return from === null || to === null || to <= from ? null : { in: anchor.in, from, to };
}

/** What a node is called now. */
export function nodeName(content: ViewContent | null, id: string): string | null {
  if (content?.profile !== 'nocode')
    return content?.parameters.find((parameter) => parameter.id === id)?.name ?? null;
  const { tables, columns, joins, filters, grouping, ordering, parameters } = content.query;
  const alias = (table: string) => tables.find((one) => one.id === table)?.alias ?? '?';
  const table = tables.find((one) => one.id === id);
  if (table) return table.alias === table.name ? table.name : `${table.name} ${table.alias}`;
  const column = columns.find((one) => one.id === id);
  if (column)
    return column.alias ?? (column.expression.kind === 'column' ? column.expression.column : 'expression');
  const join = joins.find((one) => one.id === id);
  if (join) return `${alias(join.left)} ${join.kind} join ${alias(join.right)}`;
  const parameter = parameters.find((one) => one.id === id);
  if (parameter) return parameter.name;
  if (filters.some((one) => one.id === id)) return 'filter';
  if (grouping.some((one) => one.id === id)) return 'grouping';
  return ordering.some((one) => one.id === id) ? 'order' : null;
}

/** What a comment hangs on, in words; what is gone says what it was. */
export function anchorWords(doc: Doc, content: ViewContent | null, anchor: CommentAnchor): string {
  if (!anchor) return 'The view';
  if ('node' in anchor) return nodeName(content, anchor.node) ?? 'removed since';
  const now = stretchOf(doc, anchor);
  const text = now ? doc.getText(now.in).toString().slice(now.from, now.to) : anchor.quote;
  return text.replaceAll(/\s+/g, ' ').slice(0, 60);
}
