import type { NamedCatalog, NamedFunction, NamedRelation, NamedType } from './named-catalog.js';

export type Lookup = {
  relation: (schema: string, name: string) => NamedRelation | undefined;
  /** by the search path */
  visible: (name: string) => NamedRelation | undefined;
  functions: (schema: string | undefined, name: string) => NamedFunction[];
  type: (schema: string, name: string) => NamedType | undefined;
};

const kept = new WeakMap<NamedCatalog, Lookup>();

const full = (schema: string, name: string) => JSON.stringify([schema, name]);

/** What a catalogue has under a name; made once for each. */
export function lookup(catalog: NamedCatalog): Lookup {
  const known = kept.get(catalog);
  if (known) return known;
  const relations = new Map(catalog.relations.map((it) => [full(it.schema, it.name), it]));
  const types = new Map(catalog.types.map((it) => [full(it.schema, it.name), it]));
  const functions = Map.groupBy(catalog.functions, ({ name }) => name);
  const made: Lookup = {
    relation: (schema, name) => relations.get(full(schema, name)),
    visible: (name) =>
      catalog.search_path.map((schema) => relations.get(full(schema, name))).find((it) => it !== undefined),
    functions: (schema, name) => {
      const path = schema === undefined ? catalog.search_path : [schema];
      return (functions.get(name) ?? []).filter((it) => path.includes(it.schema));
    },
    type: (schema, name) => types.get(full(schema, name)),
  };
  kept.set(catalog, made);
  return made;
}

/** Schemas no catalogue of ours shows. */
export const isSystem = (schema: string) => schema === 'information_schema' || /^pg_/.test(schema);
