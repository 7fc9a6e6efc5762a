import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../../../test/support/database.ts';
import { versionHash } from '../canonical.js';
import { diff } from '../diff/diff.js';
import { introspect } from '../introspect.js';
import { serverVersion } from '../query.js';
import { connect } from '../testing/servers.js';
import { ugly } from '../testing/ugly.sql.js';
import { revert } from './revert.js';

let database: Awaited<ReturnType<typeof createDatabase>>;
let server: Awaited<ReturnType<typeof connect>>;
let options: { version: number };
const run = (sql: string) => server.client.query(sql);
/** Within the transaction of a test, and without a trace in it. */
const read = () =>
  introspect(
    async (text) =>
      [
        await run(
          `savepoint look; ${text.replace(/^begin[^;]*;/, '').replace(/;\s*commit$/, '')}; rollback to look`,
        ),
      ].flat(),
    options,
  );
beforeAll(async () => {
  database = await createDatabase();
  server = await connect(database.url);
  options = { version: await serverVersion(server.query) };
  await run(`${ugly}; create schema m; create table m.t1 (id integer primary key, "C 3" text, c1 integer);
    create table m.t2 (id integer primary key, c2 text default 'x'); create view m.top as select id, "C 3" from m.t1;
    create sequence m.loose; create materialized view m.kept as select * from m.t2; create unique index on m.kept (id)`);
});
afterAll(async () => {
  await server.end();
  await database.drop();
});

/** Runs DDL and the way back from it, in a transaction that leaves nothing. */
async function thereAndBack(...ddl: string[]) {
  await run('begin');
  try {
    const was = await read();
    for (const sql of ddl) await run(sql);
    const now = await read();
    const way = revert(now, was);
    for (const sql of way.statements)
      await run(sql).catch((error) => {
        throw new Error(`${sql}\n${error.message}\nof\n${way.statements.join(';\n')}`);
      });
    const back = await read();
    const left = diff(was, back, { sameDatabase: false }).map(({ message }) => message);
    return {
      ...way,
      left,
      same: versionHash(back) === versionHash(was),
      untouched: versionHash(now) === versionHash(was),
    };
  } finally {
    await run('rollback');
  }
}

describe('the way back from', () => {
  it.each([
    'create table app.more (id serial primary key, "user" text)',
    'create schema other; create table other.t (id int)',
    'drop table app.hen cascade',
    'drop table app.pair cascade',
    'drop table app.log cascade',
    'drop table "Größe & Maß"."Kunden Stamm ""alt""" cascade',
    'drop table app.counted',
    'alter table app.hen rename to rooster',
    'alter table app.hen set schema m',
    'alter table m.t1 alter c1 type text',
    'alter table m.t2 alter c2 drop default, alter c2 set not null',
    'alter table m.t1 drop c1',
    'alter table m.t1 rename "C 3" to note',
    'alter table app.pair drop constraint "pair key" cascade',
    'alter table app.pair add constraint more check (a > -5) not valid',
    'alter table app.pair rename constraint "no ""x""" to other',
    'drop index app.pair_odd, app.pair_included',
    'create index hens on app.hen (egg_id desc)',
    "alter type app.state rename value 'new' to 'fresh'",
    `drop domain app.email cascade`,
    'alter table app.hen enable row level security; create policy p on app.hen using (true)',
    'drop policy "own rows" on app.pair; alter table app.pair no force row level security',
    'grant select, update (id) on app.hen to public',
    'revoke all on app.pair from public; revoke select (a) on app.pair from public',
    `comment on table app.hen is E'It''s \\\\ a hen'; comment on schema app is null`,
    'drop function app.add(text, text); drop procedure app.work; drop function app.rows',
    'create or replace function app.add(a integer, b integer default 2) returns integer language sql as $$ select b + a $$',
    'create function app.mine() returns integer language sql as $$ select 1 $$',
    'alter function app.touch rename to touched',
    'drop trigger touched on app.pair; alter table app.log disable trigger part_touched',
    'drop view app.open_pairs cascade',
    'create or replace view app.single as select a, b, note, 1 as one from app.pair',
    'alter view app.single set (security_invoker = true); alter view app.open_pairs reset (security_barrier)',
    'drop materialized view app.counts; drop materialized view m.kept',
    'create view m.above as select * from m.top; create view m.highest as select * from m.above',
    'alter sequence app.numbers increment 7 no cycle; drop sequence m.loose',
    'alter table m.t1 alter c1 set not null, alter c1 add generated always as identity',
    'drop schema "Größe & Maß" cascade',
  ])('%s', async (ddl) => {
    const { left, same, lost, impossible, untouched } = await thereAndBack(ddl);
    expect(untouched).toBe(false);
    expect(impossible).toEqual([]);
    expect(left).toEqual(lost.some((one) => one.includes('place among')) ? expect.anything() : []);
    if (!lost.some((one) => one.includes('place among'))) expect(same).toBe(true);
  });

  it('what cannot be undone says so', async () => {
    const { impossible } = await thereAndBack(
      "alter type app.state add value 'later'",
      'drop aggregate app.total(integer)',
    );
    expect(impossible).toEqual([
      "app.state: PostgreSQL takes no label from an enum, and 'later' stays",
      'app.total(integer): a aggregate in internal has no text that could be restored',
    ]);
  });
});
