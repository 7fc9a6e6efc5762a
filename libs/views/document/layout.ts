import {
  FilterCondition,
  GroupingConfig,
  JoinDefinition,
  type NodeList,
  nodeLists,
  OrderingConfig,
  SelectedColumn,
  SelectedTable,
  ViewParameter,
} from '@pgai/contracts/view-definition.js';
import * as Y from 'yjs';

/**
 * A draft as a Yjs document. `meta` holds profile, distinct, limit and offset; every list is a map of its nodes by id, each a
 * map of its fields and its `rank`, so that edits of different fields, moves and removals merge. An expression is one value:
 * two edits of the same expression cannot be mixed into a third that nobody wrote. `sql` and `description` are texts.
 */
export const schemas = {
  tables: SelectedTable,
  joins: JoinDefinition,
  columns: SelectedColumn,
  filters: FilterCondition,
  grouping: GroupingConfig,
  ordering: OrderingConfig,
  parameters: ViewParameter,
} satisfies Record<NodeList, unknown>;

export type NodeOf = {
  tables: SelectedTable;
  joins: JoinDefinition;
  columns: SelectedColumn;
  filters: FilterCondition;
  grouping: GroupingConfig;
  ordering: OrderingConfig;
  parameters: ViewParameter;
};

/** What a node has besides its id, which is its key. */
export const fieldsOf = (list: NodeList) =>
  Object.keys(schemas[list].shape).filter((field) => field !== 'id');

export type NodeMap = Y.Map<unknown>;

export const metaOf = (doc: Y.Doc) => doc.getMap('meta');
export const listOf = (doc: Y.Doc, list: NodeList) => doc.getMap(list);
export const textOf = (doc: Y.Doc, text: 'sql' | 'description') => doc.getText(text);

/** A node that somebody else may have put there; anything but a map is none. */
export function nodeOf(list: Y.Map<unknown>, id: string): NodeMap | null {
  const node = list.get(id);
  return node instanceof Y.Map ? node : null;
}

/** All that undo, and nothing else, has to watch. */
export const partsOfDocument = (doc: Y.Doc) => [
  metaOf(doc),
  ...nodeLists.map((list) => listOf(doc, list)),
  textOf(doc, 'sql'),
  textOf(doc, 'description'),
];
