import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../../test/support/database.ts';
import { versionHash } from './canonical.js';
import type { Change } from './diff/change.js';
import { diff } from './diff/diff.js';
import { introspect } from './introspect.js';
import { serverVersion } from './query.js';
import { type Known, refresh } from './refresh.js';
import { connect } from './testing/servers.js';
import { ugly } from './testing/ugly.sql.js';

let database: Awaited<ReturnType<typeof createDatabase>>;
let server: Awaited<ReturnType<typeof connect>>;
let options: { version: number };
let known: Known;
beforeAll(async () => {
  database = await createDatabase();
  server = await connect(database.url);
  options = { version: await serverVersion(server.query) };
  await server.client.query(ugly);
  known = await refresh(server.query, undefined, options);
});
afterAll(async () => {
  await server.end();
  await database.drop();
});

/** Runs DDL beside us and tells what was read again and what changed. */
async function after(sql: string) {
  await server.client.query(sql);
  const before = known.catalog;
  const refreshed = await refresh(server.query, known, options);
  known = refreshed;
  expect(refreshed.catalog).toEqual(await introspect(server.query, options));
  return { read: refreshed.read, changes: diff(before, refreshed.catalog, { sameDatabase: true }) };
}

const brief = (changes: Change[]) =>
  changes.map(
    ({ rule, class: kind, subject, part }) => `${kind} ${rule} ${subject.name}${part ? `.${part.name}` : ''}`,
  );

describe('refreshing', () => {
  it('reads nothing when nothing moved, whatever was written, analysed or vacuumed', async () => {
    expect((await after('insert into app.egg values (1); analyze')).read).toBe('nothing');
    await server.client.query('vacuum app.hen');
    expect((await after('select 1')).read).toBe('nothing');
  });

  it('reads one table when one changed, and the views above it', async () => {
    const { read, changes } = await after('alter table app.pair add column extra text');
    expect(read).toEqual({ relations: 3 });
    expect(brief(changes)).toEqual(['info base-column-added pair.extra']);
  });

  it('notices an emptied table, and that it changed nothing', async () => {
    const { read, changes } = await after('truncate app.counted');
    expect(read).toEqual({ relations: 1 });
    expect(changes).toEqual([]);
  });

  it('drops what is dropped', async () => {
    const { changes } = await after('create table app.soon (id integer); drop table app.counted');
    expect(brief(changes)).toEqual(['breaking base-table-removed counted', 'info base-table-added soon']);
  });
});

describe('a change is told as what it is:', () => {
  it.each<[string, string[]]>([
    ['alter table app.hen rename to rooster', ['info base-table-renamed rooster']],
    ['alter table app.rooster rename to hen', ['info base-table-renamed hen']],
    ['alter table app.hen add name text', ['info base-column-added hen.name']],
    ['alter table app.hen rename name to title', ['info base-column-renamed hen.title']],
    ['alter table app.hen alter title type varchar(20)', ['info base-column-retyped hen.title']],
    ['alter table app.hen alter egg_id set not null', ['breaking write-required-field-added hen.egg_id']],
    [
      'alter table app.hen alter egg_id set default 7',
      ['non-breaking write-required-field-relaxed hen.egg_id'],
    ],
    ['alter table app.hen drop column title', ['info base-column-removed-unread hen.title']],
    ['alter table app.pair drop constraint "no ""x"""', ['non-breaking constraint-relaxed pair.no "x"']],
    [
      'alter table app.pair add constraint more check (a > -5) not valid',
      ['breaking constraint-tightened pair.more'],
    ],
    ['alter table app.pair rename constraint more to other', ['info constraint-renamed pair.other']],
    ['create index hens on app.hen (egg_id)', ['info index-added hen.hens']],
    ['drop index app.hens', ['info index-removed hen.hens']],
    ["alter type app.state rename value 'new' to 'fresh'", ['breaking enum-value-renamed state.fresh']],
    ["alter type app.state add value 'later'", ['non-breaking enum-value-added-response state.later']],
    ['alter table app.hen enable row level security', ['breaking rls-enabled-without-policy hen']],
    ['create policy p on app.hen using (true)', ['conditional rls-policy-widened hen.p']],
    ['grant select on app.hen to public', ['non-breaking grant-added hen.public']],
    ['alter table app.hen add seen integer', ['info base-column-added hen.seen']],
    ['alter table app.hen alter seen type bigint', ['non-breaking column-type-widened hen.seen']],
    ['alter table app.hen alter seen type text', ['breaking json-shape-by-type-change hen.seen']],
    ['alter table app.hen drop seen', ['breaking base-column-removed hen.seen']],
    ['revoke select on app.hen from public', ['breaking grant-removed hen.public']],
    [`comment on table app.hen is 'Hens'`, ['info documentation-changed hen']],
    ['drop function app.add(text, text)', ['breaking function-overload-removed add']],
    [
      'create function app.add(a integer) returns integer language sql as $$ select 1 $$',
      ['non-breaking function-overload-added add'],
    ],
    ['drop procedure app.work', ['breaking function-removed work']],
    ['alter sequence app.plain increment 7', ['conditional id-generation-changed plain.values']],
    [
      'create or replace view app.single as select a, b, note, 1 as one from app.pair',
      ['conditional expression-semantics-changed single', 'non-breaking column-added single.one'],
    ],
    [
      'alter view app.single rename column one to uno',
      [
        'breaking column-removed single.one',
        'non-breaking column-added single.uno',
        'info definition-reformatted single',
      ],
    ],
    ['alter view app.single set (security_invoker = true)', ['conditional security-invoker-added single']],
    ['drop trigger touched on app.pair', ['conditional base-trigger-changed pair.touched']],
    ['drop materialized view app.counts', ['breaking resource-removed counts']],
    ['create schema fresh', ['info schema-added fresh']],
    ['alter table app.hen set schema fresh', ['info base-table-moved-schema hen']],
  ])('%s', async (sql, expected) => {
    expect(brief((await after(sql)).changes)).toEqual(expected);
  });

  it('a column with all that stands on it', async () => {
    const { changes } = await after('alter table app.pair drop column note cascade');
    const [column] = changes.filter(({ rule }) => rule === 'base-column-removed');
    expect(column?.affected.map(({ name }) => name).sort()).toEqual(['above', 'open_pairs', 'single']);
    expect(brief(changes).filter((line) => line.includes('resource-removed'))).toHaveLength(3);
  });
});

describe('two restores of one dump', () => {
  it('differ in nothing', async () => {
    const catalogs = [];
    for (const noise of ['', 'create table a (); create table b ();', 'create type x as enum ();']) {
      const copy = await createDatabase();
      const { client, query, end } = await connect(copy.url);
      await client.query(`${noise} drop table if exists a, b; drop type if exists x; ${ugly}`);
      catalogs.push(await introspect(query, options));
      await end();
      await copy.drop();
    }
    const [a, b, c] = catalogs;
    expect(diff(a!, b!, { sameDatabase: false })).toEqual([]);
    expect(diff(a!, c!, { sameDatabase: false })).toEqual([]);
  });
});

it('any course of changes: what is known equals what is there, and the hash moves exactly with the changes', async () => {
  const column = fc.constantFrom('c1', 'c2', '"C 3"');
  const table = fc.constantFrom('m.t1', 'm.t2');
  const statement = fc.oneof(
    fc
      .tuple(table, column, fc.constantFrom('integer', 'text', 'numeric(9,2)'))
      .map(([t, c, type]) => `alter table ${t} add column if not exists ${c} ${type}`),
    fc.tuple(table, column).map(([t, c]) => `alter table ${t} drop column if exists ${c} cascade`),
    fc.tuple(table, column, column).map(([t, a, b]) => `alter table ${t} rename ${a} to ${b}`),
    fc.tuple(table, column).map(([t, c]) => `create view m.v as select ${c} from ${t}`),
    fc.constant('drop view if exists m.v cascade'),
    fc
      .tuple(table, fc.boolean())
      .map(([t, on]) => `alter table ${t} ${on ? 'enable' : 'disable'} row level security`),
    fc.tuple(table, column).map(([t, c]) => `create index on ${t} (${c})`),
    fc
      .tuple(table, column, fc.constantFrom("'a'", 'null'))
      .map(([t, c, text]) => `comment on column ${t}.${c} is ${text}`),
    table.map((t) => `grant select on ${t} to public`),
  );
  await server.client.query(
    'create schema m; create table m.t1 (id integer primary key); create table m.t2 (id integer primary key)',
  );
  known = await refresh(server.query, known, options);
  await fc.assert(
    fc.asyncProperty(fc.array(statement, { minLength: 1, maxLength: 3 }), async (statements) => {
      const before = versionHash(known.catalog);
      for (const sql of statements) await server.client.query(sql).catch(() => undefined); // some cannot be, in this state
      const { changes } = await after('select 1');
      expect(changes.length > 0).toBe(versionHash(known.catalog) !== before);
      expect(diff(known.catalog, known.catalog, { sameDatabase: false })).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
