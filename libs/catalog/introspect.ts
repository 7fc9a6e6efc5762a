import type { Catalog, Relation } from './model.js';
import { ask, type Query } from './query.js';
import { buildExtensions, buildRoutines, buildSchemas, buildTypes } from './read/build-others.js';
import { buildRelations } from './read/build-relations.js';
import { rowsOf } from './read/section.js';
import { type Sections, sectionsOf, statement } from './read/statement.js';

export type ReadOptions = { version: number; timeoutMs?: number };

/** Everything there is in a database, in one round trip and from one moment. PostgreSQL 10 and newer. */
export async function introspect(query: Query, options: ReadOptions): Promise<Catalog> {
  const sections = sectionsOf(await ask(query, statement('everything', options.version), options));
  const [database = { database: '', database_oid: 0 }] = rowsOf(
    sections.database,
    (name: string, oid: number) => ({
      database: name,
      database_oid: oid,
    }),
  );
  const schemas = buildSchemas(sections);
  const schemaName = naming(schemas);
  return {
    server: { version: options.version, ...database },
    schemas,
    relations: inOrder(buildRelations(sections, schemaName)),
    types: inOrder(buildTypes(sections, schemaName)),
    routines: inOrder(buildRoutines(sections, schemaName)),
    extensions: buildExtensions(sections),
  };
}

/** These relations, and what is written in terms of them, as they are now; those that are gone are not in the answer. */
export async function introspectRelations(
  query: Query,
  oids: readonly number[],
  options: ReadOptions,
): Promise<Relation[]> {
  const sections: Sections = sectionsOf(
    await ask(query, statement({ relations: oids }, options.version), options),
  );
  return buildRelations(sections, naming(buildSchemas(sections)));
}

const naming = (schemas: readonly { oid: number; name: string }[]) => {
  const names = new Map(schemas.map(({ oid, name }) => [oid, name]));
  return (oid: number) => names.get(oid) ?? '';
};

/** By schema and name, in code point order: the same on every server, whatever its collation. */
export const inOrder = <T extends { schema: string; name: string; oid: number }>(objects: T[]) =>
  objects.sort((a, b) => compare(a.schema, b.schema) || compare(a.name, b.name) || a.oid - b.oid);

export const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
