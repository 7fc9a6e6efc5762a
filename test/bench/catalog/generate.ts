import { runSql } from '../lab.ts';

/** A database of a size that hurts: tables in four schemas, each with two foreign keys, two indexes, comments and an enum. */
export async function generate(url: string, { tables = 1_000 } = {}) {
  const share = (of: number) => Math.round((tables * of) / 1_000);
  const table = (i: number) => `s${i % 4}.t${i}`;
  const each = (count: number, sql: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => sql(i)).join('\n');

  await runSql(url, each(4, (i) => `create schema s${i};`) + each(40, enumType));
  // In parts, as one transaction would need more locks than a server has room for.
  for (let from = 0; from < tables; from += 100)
    await runSql(
      url,
      each(Math.min(100, tables - from), (i) => createTable(from + i, table(from + i))),
    );
  for (let from = 0; from < tables; from += 100)
    await runSql(
      url,
      each(Math.min(100, tables - from), (i) => foreignKeys(from + i, tables, table)),
    );
  await runSql(
    url,
    each(share(300), (i) => createView(i, tables, table)),
  );
  await runSql(
    url,
    each(share(200), (i) => createFunction(i, table(i))),
  );
  await runSql(url, touch + each(share(50), (i) => guarded(table(i))));
  await runSql(url, 'analyze');
}

const enumType = (i: number) =>
  `create type public.e${i} as enum ('new', 'open', 'waiting', 'closed');
   comment on type public.e${i} is 'State of the things of kind ${i}';`;

const createTable = (i: number, name: string) =>
  `create table ${name} (
     id bigint generated always as identity primary key, a_id bigint, b_id bigint, name text not null,
     state public.e${i % 40}, amount numeric(12,2) default 0, active boolean not null default true, tags text[],
     extra jsonb, created_at timestamptz not null default now(), updated_at timestamptz,
     code varchar(20) check (length(code) > 1));
   comment on table ${name} is 'Things of kind ${i}, one row each';
   comment on column ${name}.name is 'What people call it';
   comment on column ${name}.amount is 'In the currency of the account';
   comment on column ${name}.extra is 'Whatever the source sent along';
   create index on ${name} (a_id);
   create index on ${name} (name, created_at desc) where active;`;

const foreignKeys = (i: number, tables: number, table: (i: number) => string) =>
  `alter table ${table(i)} add foreign key (a_id) references ${table((7 * i + 1) % tables)};
   ${i < tables / 2 ? `alter table ${table(i)} add foreign key (b_id) references ${table((13 * i + 5) % tables)};` : ''}`;

const createView = (i: number, tables: number, table: (i: number) => string) =>
  `create view s${i % 4}.v${i} as
     select t.id, t.name, t.amount, p.name as parent, coalesce(p.amount, 0) + t.amount as total
     from ${table(i)} t join ${table((7 * i + 1) % tables)} p on p.id = t.a_id where t.active;
   comment on view s${i % 4}.v${i} is 'Things with their parents';`;

const createFunction = (i: number, name: string) =>
  i % 2 === 0
    ? `create function s${i % 4}.f${i}(floor_amount numeric) returns setof ${name} stable language sql
         as $$ select * from ${name} where amount >= floor_amount $$;`
    : `create function s${i % 4}.f${i}(a integer, b integer default 1) returns integer language plpgsql
         as $$ begin return a + b; end $$;`;

const touch = `create function public.touch() returns trigger language plpgsql
  as $$ begin new.updated_at := now(); return new; end $$;`;

const guarded = (name: string) =>
  `create trigger touched before update on ${name} for each row execute function public.touch();
   alter table ${name} enable row level security;
   create policy own_rows on ${name} for select using (active);`;
