import { section } from './section.js';

/** Object ids of the catalogues, the same on every server there is. */
export const catalogue = {
  relation: 1259,
  type: 1247,
  routine: 1255,
  constraint: 2606,
  schema: 2615,
  trigger: 2620,
  policy: 3256,
} as const;

/** The server's own objects have ids below 16384, and some 5,000 comments. */
export const comments = (everything: boolean) =>
  section(
    ['d.classoid::int8', 'd.objoid::int8', 'd.objsubid', 'd.description'],
    `from pg_description d
     where d.objoid >= 16384 and d.classoid in (${Object.values(catalogue).join(', ')})
       ${
         everything
           ? ''
           : `and (d.classoid <> 1259 or d.objoid in (select oid from rel)
               or d.objoid in (select indexrelid from pg_index where indrelid in (select oid from rel)))`
       }`,
  );

const exploded = (kind: number, oid: string, subid: string, owner: string, acl: string, from: string) => `
  select ${kind} as class, ${oid} as oid, ${subid} as subid, x.grantee, x.privilege_type, x.is_grantable
  ${from}, aclexplode(${acl}) x where x.grantee <> ${owner}`;

/** Who but the owner may do what; what PUBLIC has by default is told too, where nobody took it away. */
export const grants = (everything: boolean) =>
  section(
    [
      'g.class',
      'g.oid::int8',
      'g.subid',
      `case when g.grantee = 0 then 'public' else pg_get_userbyid(g.grantee) end`,
      'array_to_json(array_agg(g.privilege_type order by g.privilege_type))',
      'bool_or(g.is_grantable)',
    ],
    `from (
       ${exploded(1259, 'c.oid', '0', 'c.relowner', 'c.relacl', 'from rel c')}
       union all
       ${exploded(1259, 'a.attrelid', 'a.attnum', '(select relowner from rel where rel.oid = a.attrelid)', 'a.attacl', 'from (select * from att where attacl is not null) a')}
       ${
         everything
           ? `union all ${exploded(2615, 'n.oid', '0', 'n.nspowner', 'n.nspacl', 'from ns n')}
              union all ${exploded(1255, 'p.oid', '0', 'p.proowner', `coalesce(p.proacl, acldefault('f', p.proowner))`, 'from (select oid, proowner, proacl from pg_proc where pronamespace in (select oid from ns)) p')}`
           : ''
       }
     ) g group by g.class, g.oid, g.subid, g.grantee order by g.class, g.oid, g.subid, g.grantee`,
  );
