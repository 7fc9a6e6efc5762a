import { ownObject } from './scope.js';
import { section } from './section.js';

export const schemas = section(
  ['oid::int8', 'nspname', 'pg_get_userbyid(nspowner)'],
  'from ns order by nspname',
);

export const extensions = section(
  ['e.oid::int8', 'e.extname', 'e.extversion', 'n.nspname'],
  'from pg_extension e join pg_namespace n on n.oid = e.extnamespace order by e.extname',
);

/** Enums, domains and ranges; a composite type is a relation, of which it has the columns. */
export const types = section(
  [
    't.oid::int8',
    't.typnamespace::int8',
    't.typname',
    't.typtype',
    'pg_get_userbyid(t.typowner)',
    `case t.typtype when 'd' then format_type(t.typbasetype, t.typtypmod)
                    when 'r' then (select format_type(rngsubtype, null) from pg_range where rngtypid = t.oid) end`,
    't.typnotnull',
    't.typdefault',
    `case t.typtype when 'e' then
       (select json_agg(json_build_array(e.oid::int8, e.enumlabel) order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid) end`,
  ],
  `from pg_type t
   where t.typnamespace in (select oid from ns) and t.typtype in ('e', 'd', 'r') and ${ownObject('pg_type', 't.oid')}`,
);

/** Without those that the server makes itself, such as the constructors of a range. */
export const routines = (version: number) =>
  section(
    [
      'p.oid::int8',
      'p.pronamespace::int8',
      'p.proname',
      version >= 110_000
        ? 'p.prokind'
        : `case when p.proisagg then 'a' when p.proiswindow then 'w' else 'f' end`,
      'pg_get_userbyid(p.proowner)',
      'l.lanname',
      'array_to_json(p.proargnames)',
      'array_to_json(p.proargmodes)',
      'array_to_json(coalesce(p.proallargtypes, p.proargtypes::oid[])::int8[])',
      'p.pronargdefaults',
      'pg_get_expr(p.proargdefaults, 0)',
      'p.prorettype::int8',
      'p.proretset',
      'p.prorows',
      'p.provolatile',
      'p.proisstrict',
      'p.prosecdef',
      'array_to_json(p.proconfig)',
      version >= 140_000 ? 'coalesce(pg_get_function_sqlbody(p.oid), p.prosrc)' : 'p.prosrc',
      'p.proleakproof',
    ],
    `from pg_proc p join pg_language l on l.oid = p.prolang
     where p.pronamespace in (select oid from ns) and ${ownObject('pg_proc', 'p.oid')}
       and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'i')`,
  );

/** How the server writes each type that is used; with an empty search path always with its schema. */
export const typeNames = (everything: boolean) =>
  section(
    ['u.type::int8', 'u.modifier', 'format_type(u.type, u.modifier)'],
    `from (
       select atttypid as type, atttypmod as modifier from att
       ${
         everything
           ? `union select a, -1 from pg_proc p, unnest(p.prorettype || coalesce(p.proallargtypes, p.proargtypes::oid[])) a
              where p.pronamespace in (select oid from ns)`
           : ''
       }
     ) u`,
  );
