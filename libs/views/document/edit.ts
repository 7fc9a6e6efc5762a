import { type NodeList, QueryBuilderConfig, type ViewContent } from '@pgai/contracts/view-definition.js';
import type * as Y from 'yjs';
import { mentions } from '../definition/mentions.js';
import { newNodeId } from '../definition/node-id.js';
import { writeNode } from './content.js';
import { listOf, metaOf, type NodeOf, nodeOf, schemas, textOf } from './layout.js';
import { arrange, inOrder } from './order.js';
import { isPlain } from './plain.js';
import { editText } from './text-edit.js';

/** A node as it is added; without an id it gets one. */
export type Added<L extends NodeList> = Omit<NodeOf[L], 'id'> & { id?: string };
export type Patch<L extends NodeList> = Partial<Omit<NodeOf[L], 'id'>>;

/**
 * What an editor does to a draft, in the name of `origin`; every call is one transaction. A value no draft may hold is a
 * RangeError that says why, before anything is written. Editing what somebody else has just removed does nothing.
 */
export function editor(doc: Y.Doc, origin: unknown = null) {
  /** Several edits as one. */
  const together = <T>(edits: () => T): T => doc.transact(edits, origin);

  const add = <L extends NodeList>(
    name: L,
    { id = newNodeId(), ...fields }: Added<L>,
    after?: string | null,
  ) =>
    together(() => {
      check(schemas[name], { ...fields, id });
      const list = listOf(doc, name);
      const order = inOrder(list).filter((other) => other !== id);
      writeNode(list, name, id, fields);
      arrange(list, put(order, id, after === undefined ? order.at(-1) : after), id);
      return id;
    });

  const set = <L extends NodeList>(name: L, id: string, patch: Patch<L>) =>
    together(() => {
      const list = listOf(doc, name);
      const node = nodeOf(list, id);
      if (!node) return;
      check(patches[name], patch);
      writeNode(list, name, id, patch);
    });

  /** Behind another node of its list; to the front without one. */
  const moveNode = (name: NodeList, id: string, after: string | null) =>
    together(() => {
      const list = listOf(doc, name);
      const order = inOrder(list);
      const moved = put(
        order.filter((other) => other !== id),
        id,
        after,
      );
      if (list.has(id) && moved.join() !== order.join()) arrange(list, moved, id);
    });

  const removeNode = (name: NodeList, id: string) =>
    name === 'tables' ? removeTable(id) : together(() => listOf(doc, name).delete(id));

  /** A table goes with every join, column, filter, group and order that speaks of it. */
  const removeTable = (id: string) =>
    together(() => {
      listOf(doc, 'tables').delete(id);
      for (const name of ['joins', 'columns', 'filters', 'grouping', 'ordering'] as const) {
        const list = listOf(doc, name);
        for (const hanging of [...list.keys()]) if (speaksOf(nodeOf(list, hanging), id)) list.delete(hanging);
      }
    });

  const setting = <K extends 'distinct' | 'limit' | 'offset'>(name: K) => {
    return (value: QueryBuilderConfig[K]) => {
      check(settings, { [name]: value });
      together(() => metaOf(doc).set(name, value));
    };
  };

  return {
    together,
    addTable: (table: Added<'tables'>) => add('tables', { ...table, alias: freeAlias(doc, table.alias) }),
    setTable: (id: string, patch: Patch<'tables'>) => set('tables', id, patch),
    removeTable,
    addJoin: (join: Added<'joins'>) => add('joins', join),
    setJoin: (id: string, patch: Patch<'joins'>) => set('joins', id, patch),
    addColumn: (column: Added<'columns'>, after?: string | null) => add('columns', column, after),
    setColumn: (id: string, patch: Patch<'columns'>) => set('columns', id, patch),
    addFilter: (filter: Added<'filters'>) => add('filters', filter),
    setFilter: (id: string, patch: Patch<'filters'>) => set('filters', id, patch),
    addGrouping: (grouping: Added<'grouping'>) => add('grouping', grouping),
    setGrouping: (id: string, patch: Patch<'grouping'>) => set('grouping', id, patch),
    addOrdering: (ordering: Added<'ordering'>, after?: string | null) => add('ordering', ordering, after),
    setOrdering: (id: string, patch: Patch<'ordering'>) => set('ordering', id, patch),
    addParameter: (parameter: Added<'parameters'>) => add('parameters', parameter),
    setParameter: (id: string, patch: Patch<'parameters'>) => set('parameters', id, patch),
    moveNode,
    removeNode,
    setDistinct: setting('distinct'),
    setLimit: setting('limit'),
    setOffset: setting('offset'),
    setProfile: (profile: ViewContent['profile']) => together(() => metaOf(doc).set('profile', profile)),
    setSql: (sql: string) => together(() => editText(textOf(doc, 'sql'), sql)),
    setDescription: (text: string) => together(() => editText(textOf(doc, 'description'), text)),
  };
}

export type Editor = ReturnType<typeof editor>;

const patches = {
  tables: schemas.tables.partial(),
  joins: schemas.joins.partial(),
  columns: schemas.columns.partial(),
  filters: schemas.filters.partial(),
  grouping: schemas.grouping.partial(),
  ordering: schemas.ordering.partial(),
  parameters: schemas.parameters.partial(),
} satisfies Record<NodeList, unknown>;

const settings = QueryBuilderConfig.pick({ distinct: true, limit: true, offset: true }).partial();

type Schema = {
  safeParse(value: unknown): { error?: { issues: { path: PropertyKey[]; message: string }[] } };
};

function check(schema: Schema, fields: object) {
  if (!Object.values(fields).every(isPlain))
    throw new RangeError('The value is too deep, too large or no data.');
  const issue = schema.safeParse(fields).error?.issues[0];
  if (issue) throw new RangeError(`${issue.path.join('.')}: ${issue.message}`);
}

function put(order: readonly string[], id: string, after: string | null | undefined) {
  const at = after ? order.indexOf(after) + 1 : 0;
  return [...order.slice(0, at), id, ...order.slice(at)];
}

/** Whatever somebody may have put there. */
function speaksOf(node: Y.Map<unknown> | null, table: string) {
  const fields = Object.fromEntries(node?.entries() ?? []);
  return Object.values(fields).every(isPlain) && mentions(fields).has(`tables/${table}`);
}

function freeAlias(doc: Y.Doc, wanted: string) {
  const tables = listOf(doc, 'tables');
  const taken = new Set([...tables.keys()].map((id) => nodeOf(tables, id)?.get('alias')));
  for (let number = 1; ; number++) {
    const alias = number === 1 ? wanted : `${wanted.slice(0, 59)}_${number}`;
    if (!taken.has(alias)) return alias;
  }
}
