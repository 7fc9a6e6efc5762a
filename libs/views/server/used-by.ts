import type { Catalog } from '@pgai/catalog/model.js';
import { namesOf } from '@pgai/catalog/names.js';
import type { ViewUse } from '@pgai/contracts/views.js';

/** The schemas that versions of views are deployed in. */
const ofVersions = /^v\d+$/;

/** Under which names a view is read: one for each major version that is in the database. */
export const deployedAs = ({ relations }: Catalog, name: string) =>
  relations.filter((one) => one.name === name && ofVersions.test(one.schema));

/** What in the database is written in terms of a view, with the columns it takes. */
export function usedInDatabase(catalog: Catalog, name: string): ViewUse[] {
  const names = namesOf(catalog);
  return deployedAs(catalog, name).flatMap(({ oid }) =>
    [...catalog.relations, ...catalog.routines].flatMap((user): ViewUse[] => {
      const uses = user.uses.filter((use) => use.oid === oid);
      if (uses.length === 0 || user.oid === oid) return [];
      const by = uses.some((use) => use.by === 'policy') ? 'policy' : 'database-view';
      const columns = names.columns(oid, [...new Set(uses.flatMap((use) => use.columns))]);
      const kind = 'arguments' in user ? 'routine' : by;
      return [{ kind, id: String(user.oid), schema: user.schema, name: user.name, columns }];
    }),
  );
}
