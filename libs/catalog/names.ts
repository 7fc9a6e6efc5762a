import { keywords } from './keywords.js';
import type { Catalog, Relation, Routine } from './model.js';

/** Object ids to names, as far as the catalog knows them: an object of the server or of an extension is known by its id alone. */
export function namesOf({ relations, routines }: Catalog) {
  const byId = new Map<number, Relation>(relations.map((relation) => [relation.oid, relation]));
  const routineById = new Map<number, Routine>(routines.map((routine) => [routine.oid, routine]));
  const columnName = (relation: Relation | undefined, number: number) =>
    relation?.columns.find((column) => column.number === number)?.name ?? `column ${number}`;
  return {
    relation: (oid: number) => byId.get(oid),
    routine: (oid: number) => routineById.get(oid),
    full: (oid: number) => {
      const found = byId.get(oid) ?? routineById.get(oid);
      return found ? fullName(found) : `object ${oid}`;
    },
    columns: (oid: number, numbers: readonly number[]) =>
      numbers.map((number) => columnName(byId.get(oid), number)),
  };
}

export type Names = ReturnType<typeof namesOf>;

export const fullName = ({ schema, name }: { schema: string; name: string }) =>
  `${quoted(schema)}.${quoted(name)}`;

/** As it has to be written in SQL; key words are quoted once too often rather than once too seldom. */
export const quoted = (name: string) =>
  /^[a-z_][a-z0-9_$]*$/.test(name) && !keywords.has(name) ? name : `"${name.replaceAll('"', '""')}"`;

/** What tells overloaded routines apart. */
export const signature = ({ arguments: all }: Routine) =>
  all
    .filter(({ mode }) => mode !== 'out' && mode !== 'table')
    .map(({ type }) => type)
    .join(', ');
