import type { Expression } from '@pgai/contracts/expressions.js';
import type { JoinDefinition, QueryBuilderConfig, SelectedTable } from '@pgai/contracts/view-definition.js';
import { fromOf } from '../definition/from.js';
import { newNodeId } from '../definition/node-id.js';
import type { NamedForeignKey } from './named-catalog.js';

/** A foreign key and the table that has it. */
export type Reference = { schema: string; name: string; key: NamedForeignKey };

/** A join that a foreign key suggests, and by which key. */
export type ProposedJoin = { join: JoinDefinition; key: string };

/**
 * The joins that bring a table to what is there already, by foreign keys in both directions, the most likely first: of the
 * table itself before those to it. None where it is joined already. A key that may be null keeps the rows without one.
 */
export function proposeJoins(
  query: QueryBuilderConfig,
  tableId: string,
  foreignKeys: readonly Reference[],
  nullable: (table: SelectedTable, column: string) => boolean = () => false,
): ProposedJoin[] {
  const table = query.tables.find(({ id }) => id === tableId);
  const { chains } = fromOf(query);
  const chain = chains.find(({ root }) => root.id === tableId);
  if (!table || !chain || query.joins.some(({ right }) => right === tableId)) return [];
  const others = chains
    .filter((it) => it !== chain)
    .flatMap(({ root, joined }) => [root, ...joined.map((it) => it.table)]);

  const of = (from: SelectedTable, to: SelectedTable) =>
    foreignKeys
      .filter(({ schema, name }) => schema === from.schema && name === from.name)
      .filter(({ key }) => key.references.schema === to.schema && key.references.name === to.name);

  const proposed = (direction: 'from' | 'to') =>
    others.flatMap((other) => {
      const [from, to] = direction === 'from' ? [table, other] : [other, table];
      return of(from, to).map(({ key }): ProposedJoin => {
        const kind =
          direction === 'to' && key.columns.some((column) => nullable(from, column)) ? 'left' : 'inner';
        const on = condition(key, from, to);
        return { key: key.name, join: { id: newNodeId(), kind, left: other.id, right: table.id, on } };
      });
    });
  return [...proposed('from'), ...proposed('to')];
}

function condition(
  { columns, references }: NamedForeignKey,
  from: SelectedTable,
  to: SelectedTable,
): Expression {
  const pairs = columns.map(
    (column, at): Expression => ({
      kind: 'operator',
      operator: '=',
      left: { kind: 'column', table: to.id, column: references.columns[at] ?? '' },
      right: { kind: 'column', table: from.id, column },
    }),
  );
  const [first, ...more] = pairs;
  return first && more.length === 0 ? first : { kind: 'logic', operator: 'and', operands: pairs };
}
