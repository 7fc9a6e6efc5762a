import { section } from './section.js';

/**
 * Not-null constraints are left to the columns (PostgreSQL 18 lists them here too), constraint triggers to the triggers. Keys
 * come as column numbers and are named later, which is cheaper than asking the server for each definition.
 */
export const constraints = (version: number) =>
  section(
    [
      'k.oid::int8',
      'k.conrelid::int8',
      'k.contypid::int8',
      'k.conname',
      'k.contype',
      'k.conkey::text',
      'k.confrelid::int8',
      'k.confkey::text',
      'k.confupdtype',
      'k.confdeltype',
      'k.confmatchtype',
      'k.condeferrable',
      'k.condeferred',
      'k.convalidated',
      version >= 180_000 ? 'k.conenforced' : 'true',
      'k.conindid::int8',
      `case when k.contypid <> 0 or k.contype = 'x' then pg_get_constraintdef(k.oid)
            when k.contype = 'c' then pg_get_expr(k.conbin, k.conrelid) end`,
    ],
    `from pg_constraint k
     where k.contype in ('p', 'u', 'f', 'c', 'x')
       and (k.conrelid in (select oid from rel) or k.contypid in (select oid from pg_type where typnamespace in (select oid from ns)))
     order by k.conrelid, k.conname`,
  );

export const indexes = (version: number) =>
  section(
    [
      'i.indexrelid::int8',
      'i.indrelid::int8',
      'c.relname',
      'a.amname',
      'i.indisunique',
      'i.indisprimary',
      'i.indisvalid',
      version >= 150_000 ? 'i.indnullsnotdistinct' : 'false',
      version >= 110_000 ? 'i.indnkeyatts' : 'i.indnatts',
      'i.indkey::text',
      'i.indoption::text',
      'i.indclass::text',
      'case when i.indexprs is not null then pg_get_expr(i.indexprs, i.indrelid) end',
      'case when i.indpred is not null then pg_get_expr(i.indpred, i.indrelid) end',
    ],
    `from pg_index i join rel on rel.oid = i.indrelid join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam
     order by i.indrelid, c.relname`,
  );

/** Only those that somebody must have asked for. */
export const operatorClasses = section(['oid::int8', 'opcname'], 'from pg_opclass where not opcdefault');
