import type { Fault, FaultPlace } from '@pgai/contracts/view-analysis.js';
import { didYouMean } from './did-you-mean.js';
import { error, warning } from './fault.js';
import { isSystem, lookup } from './lookup.js';
import type { NamedCatalog, NamedRelation } from './named-catalog.js';

/** Extensions that bring no tables of their own, so that they hide none. */
const tableless = new Set(
  (
    'plpgsql pgcrypto uuid-ossp citext hstore pg_trgm btree_gin btree_gist unaccent intarray ltree fuzzystrmatch ' +
    'tablefunc vector cube earthdistance isn seg lo xml2 dict_int dict_xsyn pgrowlocks amcheck sslinfo'
  ).split(' '),
);

/** A relation by what the SQL says; undefined where there is none, null where it is not for us to know. */
export function relationOf(
  catalog: NamedCatalog,
  schema: string | undefined,
  name: string,
): NamedRelation | null | undefined {
  const { relation, visible } = lookup(catalog);
  const found = schema === undefined ? visible(name) : relation(schema, name);
  if (found) return found;
  return isSystem(schema ?? name) ? null : undefined;
}

export function unknownRelation(
  catalog: NamedCatalog,
  schema: string | undefined,
  name: string,
  place: FaultPlace,
): Fault {
  const path = schema === undefined ? catalog.search_path : [schema];
  const near = catalog.relations.filter((it) => path.includes(it.schema)).map((it) => it.name);
  const elsewhere = catalog.relations.find((it) => it.name === name);
  const hint = elsewhere
    ? `Did you mean ${elsewhere.schema}.${name}?`
    : (didYouMean(name, near) ??
      (schema === undefined ? null : didYouMean(schema, new Set(catalog.relations.map((it) => it.schema)))));
  const said = schema === undefined ? name : `${schema}.${name}`;
  const hidden = catalog.extensions.some((it) => path.includes(it.schema) && !tableless.has(it.name));
  return hidden && !elsewhere
    ? warning('relation-unknown', `No table or view ${said} is known here.`, {
        place,
        hint: hint ?? 'One of an extension is found only by the server.',
      })
    : error('relation-unknown', `There is no table or view ${said}.`, { place, hint });
}

/** A view over a view that answers with its owner's rights shows what policies would hide. */
export function unsafeRelation(
  { schema, name, kind, bypasses, owner }: NamedRelation,
  place: FaultPlace,
): Fault[] {
  const [table] = bypasses;
  if (table === undefined) return [];
  const message = `${schema}.${name} reads ${table} as its owner ${owner}: the row security of the caller does not apply.`;
  return kind === 'view'
    ? [
        error('row-security-bypassed', message, {
          place,
          hint: `alter view ${schema}.${name} set (security_invoker = true)`,
        }),
      ]
    : [warning('row-security-bypassed', message, { place, hint: 'Read the table itself.' })];
}
