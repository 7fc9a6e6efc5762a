import type { Catalog, Column, Index, Relation } from '@pgai/catalog/model.js';
import { quoteName } from '../../definition/quote.js';

/** What a plan says of a place: a relation by its schema and name. A query may leave the schema out. */
export const relationOf = (catalog: Catalog, schema: string | undefined, name: string) =>
  catalog.relations.find(
    (one) => one.name === name && (schema === undefined ? one.schema === 'public' : one.schema === schema),
  );

export const columnNamed = ({ columns }: Relation, name: string): Column | undefined =>
  columns.find((column) => column.name === name);

const ordered = new Set(['btree', 'hash', 'spgist', 'brin', 'gist']);
const usable = ({ valid, predicate }: Index) => valid && predicate === null;

/** An index that finds rows by this column alone. */
export const indexOn = (relation: Relation, name: string) => {
  const number = columnNamed(relation, name)?.number;
  return relation.indexes.find(
    (index) => usable(index) && ordered.has(index.method) && index.columns[0] === number,
  );
};

/** No two rows have the same in these columns. */
export function unique(relation: Relation, names: ReadonlySet<string>) {
  const has = (number: number) => {
    const column = relation.columns.find((one) => one.number === number);
    return column !== undefined && names.has(column.name);
  };
  const keys = relation.indexes.filter(
    (index) => index.unique && usable(index) && index.expressions === null,
  );
  return keys.some(({ columns, key_count }) => columns.slice(0, key_count).every(has));
}

/** Every row has a partner there: a foreign key from columns that are never null. */
export const alwaysFinds = (from: Relation, to: Relation) =>
  from.constraints.some(
    ({ kind, columns, references, validated, enforced }) =>
      kind === 'foreign_key' &&
      validated &&
      enforced &&
      references?.relation === to.oid &&
      columns.every((number) => from.columns.find((column) => column.number === number)?.not_null),
  );

export const written = ({ schema, name }: Relation) => `${quoteName(schema)}.${quoteName(name)}`;

export const createIndex = (relation: Relation, keys: readonly string[], method = '') =>
  `create index concurrently on ${written(relation)}${method && ` using ${method}`} (${keys.join(', ')});`;
