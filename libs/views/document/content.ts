import type { Fault } from '@pgai/contracts/view-analysis.js';
import {
  type NodeList,
  nodeLists,
  QueryBuilderConfig,
  type ViewContent,
} from '@pgai/contracts/view-definition.js';
import * as Y from 'yjs';
import { same } from '../definition/same.js';
import { fieldsOf, listOf, metaOf, nodeOf, textOf } from './layout.js';
import { arrange } from './order.js';
import { copyOf } from './plain.js';
import { Reader } from './read.js';
import { editText } from './text-edit.js';

/** What a draft holds, or why that cannot be told. Whether it makes sense as a query is for the analysis to say. */
export function contentOf(doc: Y.Doc): { content: ViewContent } | { faults: Fault[] } {
  const read = new Reader(doc);
  const profile = read.profile();
  const description = read.text('description');
  const content: ViewContent =
    profile === 'sql'
      ? { profile, sql: read.text('sql'), parameters: read.list('parameters'), description }
      : { profile, query: queryOf(read), description };
  return read.faults.length ? { faults: read.faults } : { content };
}

const { distinct, limit, offset } = QueryBuilderConfig.shape;

const queryOf = (read: Reader): QueryBuilderConfig => ({
  tables: read.list('tables'),
  joins: read.list('joins'),
  columns: read.list('columns'),
  filters: read.list('filters'),
  grouping: read.list('grouping'),
  ordering: read.list('ordering'),
  parameters: read.list('parameters'),
  distinct: read.setting('distinct', distinct, false),
  limit: read.setting('limit', limit, null),
  offset: read.setting('offset', offset, null),
});

/** Makes a draft hold this, by an edit forward of only what differs; what the profile does not use is left as it is. */
export function writeContent(doc: Y.Doc, content: ViewContent, origin: unknown = null): void {
  doc.transact(() => {
    setFields(metaOf(doc), { profile: content.profile });
    editText(textOf(doc, 'description'), content.description);
    if (content.profile === 'sql') {
      editText(textOf(doc, 'sql'), content.sql);
      writeList(doc, 'parameters', content.parameters);
      return;
    }
    const { distinct, limit, offset } = content.query;
    setFields(metaOf(doc), { distinct, limit, offset });
    for (const list of nodeLists) writeList(doc, list, content.query[list]);
  }, origin);
}

function writeList(doc: Y.Doc, name: NodeList, nodes: readonly { id: string }[]) {
  const list = listOf(doc, name);
  const wanted = new Map(nodes.map((node) => [node.id, node]));
  for (const id of [...list.keys()]) if (!wanted.has(id)) list.delete(id);
  for (const [id, node] of wanted) writeNode(list, name, id, node);
  arrange(list, [...wanted.keys()]);
}

/** Puts what of a node is different into the document; its place in the order is for `arrange`. */
export function writeNode(list: Y.Map<unknown>, name: NodeList, id: string, fields: object): void {
  const node = nodeOf(list, id) ?? list.set(id, new Y.Map<unknown>());
  const given = fieldsOf(name).map((field): [string, unknown] => [field, Reflect.get(fields, field)]);
  setFields(node, Object.fromEntries(given.filter(([, value]) => value !== undefined)));
}

function setFields(map: Y.Map<unknown>, fields: Record<string, unknown>) {
  for (const [field, value] of Object.entries(fields))
    if (!map.has(field) || !same(map.get(field), value)) map.set(field, copyOf(value));
}
