import { section } from './section.js';

/** Those that a partition has from its parent are told once, there. */
export const triggers = (version: number) =>
  section(
    [
      't.oid::int8',
      't.tgrelid::int8',
      't.tgname',
      't.tgenabled',
      't.tgfoid::int8',
      'pg_get_triggerdef(t.oid, false)',
    ],
    `from pg_trigger t join rel on rel.oid = t.tgrelid where not t.tgisinternal ${version >= 130_000 ? 'and t.tgparentid = 0' : ''} order by t.tgrelid, t.tgname`,
  );

export const policies = section(
  [
    'p.oid::int8',
    'p.polrelid::int8',
    'p.polname',
    'p.polcmd',
    'p.polpermissive',
    `(select json_agg(case when r = 0 then 'public' else pg_get_userbyid(r) end) from unnest(p.polroles) r)`,
    'pg_get_expr(p.polqual, p.polrelid)',
    'pg_get_expr(p.polwithcheck, p.polrelid)',
  ],
  'from pg_policy p join rel on rel.oid = p.polrelid order by p.polrelid, p.polname',
);

const user = (kind: string, catalogue: string, owner: string, join: string) => `
  select '${kind}' as kind, ${owner} as owner, d.refclassid, d.refobjid, d.refobjsubid
  from pg_depend d ${join}
  where d.classid = '${catalogue}'::regclass and d.deptype = 'n' and d.refobjid >= 16384
    and d.refclassid in ('pg_class'::regclass, 'pg_proc'::regclass)`;

/**
 * Who is written in terms of what, down to columns, as the server itself keeps it: it is by this that it refuses a DROP. What a
 * body of plain text mentions (plpgsql, or SQL before BEGIN ATOMIC) the server does not know, and neither do we.
 */
export const uses = (everything: boolean) =>
  section(
    [
      'u.kind',
      'u.owner::int8',
      "u.refclassid = 'pg_proc'::regclass",
      'u.refobjid::int8',
      'array_to_json(array_agg(distinct u.refobjsubid))',
    ],
    `from (
       ${user('view', 'pg_rewrite', 'r.ev_class', 'join pg_rewrite r on r.oid = d.objid join rel on rel.oid = r.ev_class')}
         and d.refobjid <> r.ev_class
       union all ${user('policy', 'pg_policy', 'p.polrelid', 'join pg_policy p on p.oid = d.objid join rel on rel.oid = p.polrelid')}
         and d.refobjid <> p.polrelid
       union all ${user('default', 'pg_attrdef', 'a.adrelid', 'join pg_attrdef a on a.oid = d.objid join rel on rel.oid = a.adrelid')}
       union all ${user('check', 'pg_constraint', 'k.conrelid', 'join pg_constraint k on k.oid = d.objid join rel on rel.oid = k.conrelid')}
         and d.refclassid = 'pg_proc'::regclass
       ${everything ? `union all ${user('routine', 'pg_proc', 'd.objid', '')}` : ''}
     ) u group by u.kind, u.owner, u.refclassid, u.refobjid order by u.owner, u.kind, u.refclassid, u.refobjid`,
  );
