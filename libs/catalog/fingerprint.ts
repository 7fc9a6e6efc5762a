import type { ReadOptions } from './introspect.js';
import { ask, type Query } from './query.js';
import { ownObject, scoped } from './read/scope.js';
import { rowsOf, section } from './read/section.js';

/**
 * A number per relation, and one for all of each other kind, made of which rows of the catalogues there are and which
 * transaction wrote each. Cheap, as no name, type or text is read; it differs whenever something may have moved, and also
 * after a rewrite that changed nothing (TRUNCATE). Analysing or vacuuming a table does not touch it.
 */
export type Fingerprint = { relations: Map<number, number>; others: number[] };

const other = { schemas: 0, types: 1, routines: 2, extensions: 3, notes: 4, roles: 5 };

const hash = (salt: number, xmin: string, id: string) =>
  `hashint8(${xmin}.xmin::text::int8 # (${id}::int8 << 27) # (${salt}::int8 << 58))`;

const own = (owner: string, part: string, from: string) =>
  `select ${owner}::int8 as owner, ${part} as part from ${from}`;

const parts = [
  own('c.oid', hash(1, 'c', 'c.oid'), 'pg_class c where c.oid in (select oid from rel)'),
  own(
    'a.attrelid',
    hash(2, 'a', 'a.attnum'),
    'pg_attribute a where a.attnum > 0 and a.attrelid in (select oid from rel)',
  ),
  own('d.adrelid', hash(3, 'd', 'd.oid'), 'pg_attrdef d'),
  own('k.conrelid', hash(4, 'k', 'k.oid'), 'pg_constraint k where k.conrelid <> 0'),
  own(
    'i.indrelid',
    `${hash(5, 'i', 'i.indexrelid')} + ${hash(6, 'c', 'c.oid')}::int8`,
    'pg_index i join pg_class c on c.oid = i.indexrelid where i.indexrelid >= 16384',
  ),
  own('t.tgrelid', hash(7, 't', 't.oid'), 'pg_trigger t where not t.tgisinternal'),
  own('p.polrelid', hash(8, 'p', 'p.oid'), 'pg_policy p'),
  own('r.ev_class', hash(9, 'r', 'r.oid'), 'pg_rewrite r where r.ev_class >= 16384'),
  own('i.inhrelid', hash(10, 'i', 'i.inhparent'), 'pg_inherits i'),
  own('s.seqrelid', hash(11, 's', 's.seqrelid'), 'pg_sequence s'),
  own(
    'd.objid',
    `hashint8(d.refobjid::int8 << 12 | d.refobjsubid)`,
    `pg_depend d where d.classid = 'pg_class'::regclass and d.deptype = 'a' and d.refclassid = 'pg_class'::regclass`,
  ),
  own(
    'd.objoid',
    hash(12, 'd', 'd.objsubid'),
    `pg_description d where d.classoid = 'pg_class'::regclass and d.objoid >= 16384`,
  ),
  own(String(other.schemas), hash(13, 'n', 'n.oid'), 'pg_namespace n where n.oid in (select oid from ns)'),
  own(
    String(other.types),
    hash(14, 't', 't.oid'),
    `pg_type t where t.typtype in ('e', 'd', 'r') and t.oid >= 16384`,
  ),
  own(String(other.types), hash(15, 'e', 'e.oid'), 'pg_enum e'),
  own(String(other.types), hash(16, 'k', 'k.oid'), 'pg_constraint k where k.contypid >= 16384'),
  own(
    String(other.routines),
    hash(17, 'p', 'p.oid'),
    `pg_proc p where p.oid >= 16384 and p.pronamespace in (select oid from ns) and ${ownObject('pg_proc', 'p.oid')}`,
  ),
  own(String(other.extensions), hash(18, 'e', 'e.oid'), 'pg_extension e'),
  own(
    String(other.notes),
    hash(19, 'd', 'd.objoid'),
    `pg_description d where d.classoid <> 'pg_class'::regclass and d.objoid >= 16384`,
  ),
  own(String(other.roles), 'hashtext(r.rolname::text || r.oid::text)', 'pg_roles r'),
];

const question = (version: number) =>
  `${scoped('everything', version)} select ${section(
    ['m.owner', 'm.parts'],
    `from (select owner, sum(part)::int8 as parts from (${parts.join('\nunion all ')}) p group by owner) m
   where m.owner < 16 or m.owner in (select oid::int8 from rel)`,
  )}::text as answer`;

export async function fingerprint(query: Query, options: ReadOptions): Promise<Fingerprint> {
  const [rows = []] = (await ask(query, question(options.version), options)) as [
    Parameters<typeof rowsOf>[0],
  ];
  const found: Fingerprint = { relations: new Map(), others: [] };
  rowsOf(rows, (owner: number, parts: number) => {
    if (owner < 16) found.others[owner] = parts;
    else found.relations.set(owner, parts);
  });
  return found;
}
