import type { Expression } from '@pgai/contracts/expressions.js';
import { emptyQuery, type NodeList, nodeLists, type ViewContent } from '@pgai/contracts/view-definition.js';
import { sqlOf } from './content.js';
import { labelOf, listsOf, nodesOf } from './label.js';
import { printWithPlaces, scopeOf } from './print.js';
import { printExpression } from './print-expression.js';
import { quoteName } from './quote.js';

/** A part of a definition as people read it: SQL where it is some. `key` is that of a conflict or of a difference. */
export function wordsOf(content: ViewContent, key: string, value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  try {
    return inSql(content, key, value);
  } catch {
    return 'what no SQL can say';
  }
}

function inSql(content: ViewContent, key: string, value: unknown): string {
  if (key === 'profile' && typeof value === 'object') return sqlOf(content);
  const [name, id = '', field] = key.split('/');
  const list = nodeLists.find((one) => one === name);
  if (!list) return text(value);
  if (Array.isArray(value)) return value.map((one) => labelOf(list, String(one), content)).join(', ');
  return field === undefined ? nodeWords(content, list, id) : fieldWords(content, field, value);
}

const treeOf = (content: ViewContent) => ({ ...emptyQuery, ...listsOf(content) });

function nodeWords(content: ViewContent, list: NodeList, id: string): string {
  const tree = treeOf(content);
  if (list === 'parameters') {
    const { name, type, required, default_value } = tree.parameters.find((one) => one.id === id) ?? {};
    return `${name} ${type}${required ? '' : ` ${otherwise(default_value)}`}`;
  }
  const only = list === 'columns' ? nodesOf(content, list).filter((node) => node.id === id) : tree[list];
  const { sql, places } = printWithPlaces({ ...tree, [list]: only });
  return places
    .filter(({ node }) => node === id)
    .map(({ start, end }) => sql.slice(start, end))
    .join(' ');
}

/** One field, or those that mean something only together. */
function fieldWords(content: ViewContent, field: string, value: unknown): string {
  const scope = scopeOf(treeOf(content));
  const show = (one: unknown) => printExpression(one as Expression, scope);
  if (field === 'expression' || field === 'on') return show(value);
  if (typeof value !== 'object' || value === null) return text(value);
  const { schema, name, left, right, kind, on, required, default_value } = value as Record<string, unknown>;
  switch (field) {
    case 'schema':
      return `${quoteName(String(schema))}.${quoteName(String(name))}`;
    case 'left':
      return [left, right].map((side) => scope.alias(String(side))).join(', ');
    case 'required':
      return required ? 'required' : otherwise(default_value);
    default:
      return `${kind} join${on ? ` on ${show(on)}` : ''}`;
  }
}

const otherwise = (value: unknown) =>
  value === null || value === undefined ? 'may be left out' : `is ${value} when left out`;

const text = (value: unknown) => (value === '' ? "''" : String(value));
