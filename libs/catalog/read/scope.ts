/** Whose objects are told: all of the database, or some relations and whatever is written in terms of them. */
export type Scope = 'everything' | { relations: readonly number[] };

const member = (catalogue: string, oid: string) =>
  `exists (select from pg_depend d where d.classid = '${catalogue}'::regclass and d.objid = ${oid} and d.deptype = 'e')`;

/** Not part of an extension: what belongs to one is told by the extension. */
export const ownObject = (catalogue: string, oid: string) => `not ${member(catalogue, oid)}`;

/**
 * Views and policies are told in names, so those above a relation that changed its name or columns are read again too,
 * though their own rows did not move.
 */
const concerned = (oids: readonly number[]) => `
  concerned as (
    select unnest('{${oids.map(whole).join(',')}}'::oid[]) as oid
    union select r.ev_class from pg_depend d join pg_rewrite r on r.oid = d.objid
      where d.classid = 'pg_rewrite'::regclass and d.refclassid = 'pg_class'::regclass
        and d.refobjid = any ('{${oids.join(',')}}'::oid[])
    union select p.polrelid from pg_depend d join pg_policy p on p.oid = d.objid
      where d.classid = 'pg_policy'::regclass and d.refclassid = 'pg_class'::regclass
        and d.refobjid = any ('{${oids.join(',')}}'::oid[])),`;

const whole = (oid: number) => {
  if (!Number.isSafeInteger(oid) || oid < 0) throw new Error(`${oid} is no object id`);
  return oid;
};

/** What we put there ourselves to hear of changes is none of the people's. */
const isTrail =
  "exists (select from pg_class t where t.relnamespace = pg_namespace.oid and t.relname = 'ddl_trail')";

/** The tables that all sections select from. `ns`: schemas of people; `rel`: their relations; `att`: the columns of these. */
export const scoped = (scope: Scope, version: number) => `
  with ${scope === 'everything' ? '' : concerned(scope.relations)}
  ns as (
    select oid, nspname, nspowner, nspacl from pg_namespace
    where nspname !~ '^pg_' and nspname <> 'information_schema' and not (nspname = 'pgai' and ${isTrail})),
  rel as (
    select c.oid, c.relnamespace, c.relname, c.relkind, c.relowner, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity,
      c.relispopulated, c.relispartition, c.relpartbound, c.reloptions, c.relacl, c.reltuples
    from pg_class c
    where c.relnamespace in (select oid from ns) and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S', 'c')
      and c.relpersistence <> 't' and ${ownObject('pg_class', 'c.oid')}
      ${scope === 'everything' ? '' : 'and c.oid in (select oid from concerned)'}),
  att as (
    select a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod, a.attnotnull, a.attidentity, a.attislocal, a.attcollation,
      a.attacl${version >= 120_000 ? ', a.attgenerated' : ''}
    from pg_attribute a join rel on rel.oid = a.attrelid
    where a.attnum > 0 and not a.attisdropped and rel.relkind <> 'S')`;
