import { section } from './section.js';

/** Relations with what their kind brings: a view's text, a partitioned table's key, a partition's bounds. */
export const relations = section(
  [
    'oid::int8',
    'relnamespace::int8',
    'relname',
    'relkind',
    'pg_get_userbyid(relowner)',
    'relpersistence',
    'relrowsecurity',
    'relforcerowsecurity',
    'relispopulated',
    "case when relkind in ('v', 'm') then pg_get_viewdef(oid, true) end",
    "case when relkind = 'p' then pg_get_partkeydef(oid) end",
    'case when relispartition then pg_get_expr(relpartbound, oid) end',
    'array_to_json(reloptions)',
  ],
  'from rel',
);

/** The long one, so only what every column has; the rest is told of the few that have it. */
export const columns = section(
  ['attrelid::int8', 'attnum', 'attname', 'atttypid::int8', 'atttypmod', 'attnotnull::int'],
  'from att order by attrelid, attnum',
);

export const specialColumns = (version: number) => {
  const generated = version >= 120_000 ? 'attgenerated' : `''::"char"`;
  return section(
    ['attrelid::int8', 'attnum', 'attidentity', generated, 'attislocal'],
    `from att where attidentity <> '' or ${generated} <> '' or not attislocal`,
  );
};

export const defaults = section(
  ['d.adrelid::int8', 'd.adnum', 'pg_get_expr(d.adbin, d.adrelid)'],
  'from pg_attrdef d join rel on rel.oid = d.adrelid',
);

/** Columns that sort by other rules than their type says. */
export const collations = section(
  ['att.attrelid::int8', 'att.attnum', 'c.collname'],
  `from att join pg_type t on t.oid = att.atttypid join pg_collation c on c.oid = att.attcollation
   where att.attcollation <> t.typcollation`,
);

export const parents = section(
  ['i.inhrelid::int8', 'i.inhparent::int8'],
  'from pg_inherits i join rel on rel.oid = i.inhrelid order by i.inhrelid, i.inhseqno',
);

/** With the column it counts for, where it belongs to one. */
export const sequences = section(
  [
    's.seqrelid::int8',
    'format_type(s.seqtypid, null)',
    's.seqstart::text',
    's.seqincrement::text',
    's.seqmin::text',
    's.seqmax::text',
    's.seqcycle',
    'd.refobjid::int8',
    'd.refobjsubid',
  ],
  `from pg_sequence s join rel on rel.oid = s.seqrelid
   left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = s.seqrelid
     and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')`,
);
