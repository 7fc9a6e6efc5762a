import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../../test/support/database.ts';
import { versionHash } from './canonical.js';
import { describeConstraint, describeIndex } from './describe.js';
import { introspect } from './introspect.js';
import type { Catalog } from './model.js';
import { namesOf } from './names.js';
import { serverVersion } from './query.js';
import { refresh } from './refresh.js';
import { readStatistics } from './statistics.js';
import { connect, otherServers, startServer } from './testing/servers.js';
import { ugly, uglyFor, wide } from './testing/ugly.sql.js';

const stops: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

async function catalogOf(url: string, ...scripts: string[]) {
  const { client, query, end } = await connect(url);
  try {
    for (const script of scripts) await client.query(script);
    return await introspect(query, { version: await serverVersion(query) });
  } finally {
    await end();
  }
}

async function fresh() {
  const database = await createDatabase();
  stops.push(database.drop);
  return database.url;
}

describe('an ugly schema', () => {
  let catalog: Catalog;
  const relation = (name: string) => catalog.relations.find((one) => one.name === name)!;
  beforeAll(async () => {
    catalog = await catalogOf(await fresh(), ugly, wide);
  });

  it('keeps every name as it is', () => {
    const odd = relation('Kunden Stamm "alt"');
    expect(odd.schema).toBe('Größe & Maß');
    expect(odd.comment).toBe('Zeile 1\nZeile 2 "quoted" \\ ');
    expect(odd.columns.map(({ name, type }) => [name, type])).toEqual([
      ['Id', 'bigint'],
      ['select', 'text'],
      ['state', 'app.state'],
      ['mail', 'app.email'],
      ['home', 'app.address'],
      ['Preis', 'numeric(14,4)[]'],
      ['double', 'numeric'],
      ['x'.repeat(63), 'integer'],
    ]);
    expect(odd.columns[0]).toMatchObject({ identity: 'always', not_null: true });
    expect(odd.columns[1]).toMatchObject({
      collation: 'C',
      default: "'it''s; --'::text",
      comment: 'a key word',
    });
    expect(odd.columns[6]).toMatchObject({ generated: 'stored', default: '(1 * 2)' });
  });

  it('knows keys, checks and indexes', () => {
    const pair = relation('pair');
    const names = namesOf(catalog);
    const said = Object.fromEntries(
      pair.constraints.map((constraint) => [
        constraint.name,
        describeConstraint(constraint, pair.oid, names),
      ]),
    );
    expect(said).toEqual({
      'pair key': 'primary key (a, b)',
      self: 'foreign key (parent_a, parent_b) references app.pair (a, b) match full on delete cascade deferrable initially deferred',
      'no "x"': "check ((note <> 'x'::text) OR (a > 0))",
      pair_note_a_key: 'unique (note, a)',
    });
    const indexes = Object.fromEntries(pair.indexes.map((index) => [index.name, describeIndex(index, pair)]));
    expect(indexes.pair_odd).toBe(
      "unique btree ((…) desc nulls last, a) with lower(note) where (b <> ''::text)",
    );
    expect(indexes.pair_included).toBe('btree (b text_pattern_ops) include (note)');
  });

  it('knows circular keys, inheritance and partitions', () => {
    const names = namesOf(catalog);
    expect(relation('hen').constraints.find(({ name }) => name === 'hen_egg')).toMatchObject({
      validated: false,
    });
    expect(
      relation('egg').constraints.some(({ references }) => references?.relation === relation('hen').oid),
    ).toBe(true);
    expect(relation('child').parents.map(names.full)).toEqual(['app.base']);
    expect(relation('child').columns.map(({ inherited }) => inherited)).toEqual([true, true, false]);
    expect(relation('log')).toMatchObject({ kind: 'partitioned_table', partition_key: 'RANGE (at)' });
    expect(relation('log_2026_a').partition_bound).toBe("FOR VALUES IN ('a', 'b')");
    expect(relation('log_rest')).toMatchObject({ partition_bound: 'DEFAULT', triggers: [] });
    expect(relation('log').triggers).toHaveLength(1);
  });

  it('knows types, sequences and routines', () => {
    const type = (name: string) => catalog.types.find((one) => one.name === name)!;
    expect(type('state').labels.map(({ name }) => name)).toEqual(['new', 'in progress', "it's done", '']);
    expect(type('email')).toMatchObject({ kind: 'domain', base: 'text', not_null: true });
    expect(type('email').checks[0]?.expression).toBe("CHECK ((VALUE ~~ '%@%'::text))");
    expect(type('span')).toMatchObject({ kind: 'range', base: 'numeric' });
    expect(relation('address')).toMatchObject({ kind: 'composite_type' });
    expect(relation('numbers').sequence).toMatchObject({ increment: '3', max: '500', cycles: true });
    const overloads = catalog.routines.filter(({ name }) => name === 'add');
    expect(overloads.map((one) => one.arguments.map(({ type: t }) => t))).toEqual([
      ['integer', 'integer'],
      ['text', 'text'],
    ]);
    expect(overloads[0]).toMatchObject({
      default_count: 1,
      strict: true,
      volatility: 'immutable',
      comment: 'Adds',
    });
    expect(overloads[1]?.grants).toEqual([]);
    expect(catalog.routines.find(({ name }) => name === 'total')?.kind).toBe('aggregate');
    expect(catalog.routines.find(({ name }) => name === 'work')?.arguments[0]?.mode).toBe('variadic');
  });

  it('knows who is written in terms of which column', () => {
    const names = namesOf(catalog);
    const uses = relation('open_pairs').uses.map(({ oid, columns }) => [
      names.full(oid),
      names.columns(oid, columns),
    ]);
    expect(uses).toEqual([
      ['"Größe & Maß"."Kunden Stamm ""alt"""', ['Id', 'select']],
      ['app.pair', ['a', 'b', 'note']],
    ]);
    expect(relation('above').uses.map(({ oid }) => names.full(oid))).toContain('app.add');
    expect(relation('pair').uses.map(({ by, oid }) => [by, names.full(oid)])).toEqual(
      expect.arrayContaining([
        ['policy', 'app.hen'],
        ['policy', 'app.add'],
      ]),
    );
  });

  it('knows policies, rights, widest tables and views of nothing', () => {
    expect(relation('pair')).toMatchObject({
      row_security: { enabled: true, forced: true },
      policies: [
        { name: 'own rows', permissive: false, command: 'update', roles: ['public'], comment: 'Hens only' },
      ],
      grants: [{ grantee: 'public', privileges: ['UPDATE'] }],
    });
    expect(relation('pair').columns[0]?.grants).toEqual([
      { grantee: 'public', privileges: ['SELECT'], grantable: false },
    ]);
    expect(relation('wide').columns).toHaveLength(1_600);
    expect(relation('nothing').columns).toEqual([]);
    expect(relation('counts')).toMatchObject({ kind: 'materialized_view', populated: false });
    expect(relation('open_pairs').options).toEqual(['security_barrier=true']);
  });
});

it('reads an empty database', async () => {
  const catalog = await catalogOf(await fresh());
  expect(catalog.schemas.map(({ name }) => name)).toEqual(['public']);
  expect([catalog.relations, catalog.routines, catalog.types]).toEqual([[], [], []]);
});

it('reads without any right on what it reads', async () => {
  const url = await fresh();
  const whole = await catalogOf(url, ugly, "create role catalog_nobody login password 'nobody'").finally(
    () => undefined,
  );
  const nobody = Object.assign(new URL(url), { username: 'catalog_nobody', password: 'nobody' }).href;
  const seen = await catalogOf(nobody);
  expect(seen).toEqual(whole);
  await catalogOf(url, 'drop role catalog_nobody');
});

describe('the version hash', () => {
  it('is the same in two databases, whatever the object ids', async () => {
    const [a, b] = [
      await catalogOf(await fresh(), ugly),
      await catalogOf(await fresh(), 'create table gone (); drop table gone', ugly),
    ];
    expect(a.relations[0]?.oid).not.toBe(b.relations[0]?.oid);
    expect(versionHash(a)).toBe(versionHash(b));
  });

  it('differs by one comment', async () => {
    const url = await fresh();
    const before = versionHash(await catalogOf(url, ugly));
    expect(versionHash(await catalogOf(url, `comment on column app.pair.a is 'A'`))).not.toBe(before);
  });

  it.each(otherServers())('is the same on the PostgreSQL in $bin', async (other) => {
    const server = await startServer(other);
    const { client, query, end } = await connect(server.url);
    stops.push(() => end().then(server.stop));
    const options = { version: await serverVersion(query) };
    const script = uglyFor(options.version);
    const theirs = await catalogOf(server.url, script);
    const ours = await catalogOf(await fresh(), script);
    expect(theirs.server.version).not.toBe(ours.server.version);
    const texts = ({ relations }: Catalog) =>
      relations.filter(({ definition }) => definition).map(({ name }) => name);
    expect(texts(theirs)).toEqual(texts(ours));
    expect(versionHash(theirs)).toBe(versionHash(ours));

    const known = await refresh(query, undefined, options);
    expect((await refresh(query, known, options)).read).toBe('nothing');
    await client.query('alter table app.egg add note text');
    expect((await refresh(query, known, options)).read).toEqual({ relations: 1 });
    const hen = theirs.relations.find(({ name }) => name === 'hen')!;
    expect((await readStatistics(query, options)).find(({ oid }) => oid === hen.oid)).toMatchObject({
      rows: null,
    });
  });
});
