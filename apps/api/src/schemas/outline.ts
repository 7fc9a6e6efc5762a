import type { Catalog, Column } from '@pgai/catalog/model.js';
import { signature } from '@pgai/catalog/names.js';
import type { OutlineObject, SchemaOutline } from '@pgai/contracts/schemas.js';

type Outlined = Pick<SchemaOutline, 'objects' | 'references' | 'schemas' | 'extensions'>;

/** Names, columns' names, comments and ties of everything; no types, no texts, and nothing said that is not there. */
export function outline({ schemas, relations, types, routines, extensions }: Catalog): Outlined {
  const known = new Map(relations.map(({ oid, columns }) => [oid, columns]));
  const description = (comment: string | null) => (comment ? { description: comment } : {});
  return {
    schemas: schemas.map(({ name, comment }) => ({ name, description: comment })),
    objects: [
      ...relations
        .filter(({ sequence }) => !sequence?.owned_by)
        .map(
          ({ oid, kind, schema, name, comment, columns, parents: [parent] }): OutlineObject => ({
            id: oid,
            kind,
            schema,
            name,
            ...description(comment),
            ...(columns.length > 0 && { columns: columns.map((column) => column.name) }),
            ...(parent !== undefined && known.has(parent) && { parent }),
          }),
        ),
      ...types.map(({ oid, kind, schema, name, comment }) => ({
        id: oid,
        kind,
        schema,
        name,
        ...description(comment),
      })),
      ...routines.map((routine) => ({
        id: routine.oid,
        kind: routine.kind,
        schema: routine.schema,
        name: routine.name,
        signature: signature(routine),
        ...description(routine.comment),
      })),
    ],
    references: relations.flatMap((from) =>
      from.constraints.flatMap(({ name, columns, references }): SchemaOutline['references'] => {
        const there = references && known.get(references.relation);
        if (!there) return [];
        const places = [placeOf(from.columns, columns), placeOf(there, references.columns)] as const;
        return [[from.oid, references.relation, name, ...places]];
      }),
    ),
    extensions: extensions.map(({ name, version }) => ({ name, version })),
  };
}

const placeOf = (columns: readonly Column[], [first]: readonly number[]) =>
  Math.max(
    0,
    columns.findIndex(({ number }) => number === first),
  );
