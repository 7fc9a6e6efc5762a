import type { ColumnExamples, SchemaObjectDetail } from '@pgai/contracts/schema-objects.js';
import type {
  DatabaseSchema,
  SchemaChange,
  SchemaHits,
  SchemaOutline,
  SchemaRefreshed,
  SchemaRevert,
  SchemaStatistics,
  SchemaTrail,
} from '@pgai/contracts/schemas.js';
import type { SchemaEvent } from '@pgai/domain/schemas/schema-catalog.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ugly } from '../../libs/catalog/testing/ugly.sql.ts';
import { type Stack, startStack } from '../support/app.ts';
import { createDatabase } from '../support/database.ts';
import type { Person } from '../support/person.ts';

let stack: Stack;
let target: Awaited<ReturnType<typeof createDatabase>>;
let owner: pg.Client;
let ada: Person;
let team: string;
let base: string;

beforeAll(async () => {
  [stack, target] = await Promise.all([startStack(), createDatabase()]);
  owner = new pg.Client(target.url);
  await owner.connect();
  await owner.query(ugly);
  ada = await stack.person('Ada');
  team = await ada.team('Meridian');
  const { hostname, port, username, password, pathname } = new URL(target.url);
  const made = await ada.post(`/api/teams/${team}/connections`, {
    name: 'ugly',
    engine: 'postgres',
    host: hostname,
    port: Number(port),
    database: pathname.slice(1),
    username,
    password: decodeURIComponent(password) || 'none needed',
    ssl_mode: 'disable',
    pool: { min: 0, max: 4 },
    overrides: ['tls', 'select', 'create', 'create-view', 'pool'],
  });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  base = `/api/teams/${team}/connections/${made.body.id}/schema`;
});
afterAll(async () => {
  await owner.end();
  await stack.stop();
  await target.drop();
});

const ask = async <T>(path: string, by = ada) => (await by.get(base + path)).body as unknown as T;
const refresh = async (force = false) =>
  (await ada.post(`${base}/refresh`, { force })).body as unknown as SchemaRefreshed;
const id = async (name: string) =>
  (await ask<SchemaOutline>('?detail=names')).objects.find((one) => one.name === name)!.id;

/** Asks until the answer is so; the watch looks by itself. */
async function until<T>(read: () => Promise<T>, so: (answer: T) => boolean, withinMs: number): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await read();
    if (so(answer)) return answer;
    if (Date.now() > deadline)
      throw new Error(`not so within ${withinMs} ms: ${JSON.stringify(answer).slice(0, 500)}`);
    await new Promise((over) => setTimeout(over, 100));
  }
}

describe('the schema of a connection', () => {
  it('is answered in the shape of the specification', async () => {
    const schema = await ask<DatabaseSchema>('');
    const pair = schema.schemas.find(({ name }) => name === 'pair')!;

    expect(schema.version_hash).toMatch(/^[0-9a-f]{64}$/);
    expect(pair).toMatchObject({ type: 'table', schema: 'app' });
    expect(pair.columns[0]).toMatchObject({
      name: 'a',
      type: 'integer',
      nullable: false,
      is_primary_key: true,
    });
    expect(schema.relationships.find(({ name }) => name === 'self')).toMatchObject({
      from: { name: 'pair', columns: ['parent_a', 'parent_b'] },
      to: { name: 'pair', columns: ['a', 'b'] },
      on_delete: 'cascade',
      cardinality: 'many-to-one',
    });
    expect(new Set(schema.schemas.map(({ type }) => type))).toEqual(
      new Set(['table', 'view', 'function', 'type']),
    );
  });

  it('in names is a fraction of it', async () => {
    const names = await ask<SchemaOutline>('?detail=names');
    expect(names.objects.find(({ name }) => name === 'log_2026_a')).toMatchObject({
      parent: await id('log_2026'),
    });
    expect(names.references.length).toBeGreaterThan(2);
    const columnsOf = (id: number) => names.objects.find((one) => one.id === id)?.columns ?? [];
    const [hen, egg, , from, to] = names.references.find(([, , name]) => name === 'hen_egg')!;
    expect([columnsOf(hen)[from], columnsOf(egg)[to]]).toEqual(['egg_id', 'id']);
    expect(JSON.stringify(names).length).toBeLessThan(JSON.stringify(await ask('')).length / 2);
  });

  it('tells of one object what hangs on it, down to columns', async () => {
    const pair = await ask<SchemaObjectDetail>(`/objects/${await id('pair')}`);
    const a = pair.columns.find(({ name }) => name === 'a')!;
    expect(a.used_by.map(({ name }) => name).sort()).toEqual(['open_pairs', 'single']);
    expect(pair.refers_to.map(({ constraint }) => constraint)).toEqual(['self']);
    expect(pair.policies[0]?.definition).toContain('restrictive for update to public');
    const view = await ask<SchemaObjectDetail>(`/objects/${await id('above')}`);
    expect(view.uses.map(({ name }) => name).sort()).toEqual(['add', 'open_pairs']);
  });

  it('shows what columns hold by its shape, and nobody what it is', async () => {
    await owner.query(
      `set constraints all deferred; insert into app.pair (a, b, note) values (71, 'ada.lovelace', 'Ada 1815')`,
    );
    const path = `/objects/${await id('pair')}/examples`;

    const { data } = await ask<ColumnExamples>(path);

    expect(data.find(({ column }) => column === 'note')?.examples).toEqual(['Xxx 0000']);
    expect(data.find(({ column }) => column === 'b')?.examples).toEqual(['xxx.xxxxxxxx']);
    expect(JSON.stringify(data)).not.toMatch(/ada|1815|71/i);
    expect((await ada.get(`${base}/objects/1/examples`)).status).toBe(404);
    await owner.query('delete from app.pair where a = 71');
  });

  it('is searched, with typing mistakes too', async () => {
    const found = async (q: string) =>
      (await ask<SchemaHits>(`/search?q=${encodeURIComponent(q)}`)).data.map(({ name }) => name);
    expect((await found('kunden'))[0]).toBe('Kunden Stamm "alt"');
    expect((await found('counst'))[0]).toBe('counts');
    expect(await found('Hens only')).toEqual([]);
    expect((await ask<SchemaHits>('/search?q=pair&kind=view')).data.map(({ name }) => name)).toEqual([
      'open_pairs',
    ]);
  });

  it('has figures of the server', async () => {
    await owner.query('insert into app.hen select generate_series(1, 500); analyze app.hen');
    const { relations } = await ask<SchemaStatistics>('/statistics');
    const hen = await id('hen');
    expect(relations.find((one) => one.id === hen)).toMatchObject({ rows: 500 });
  });

  it('is a document', async () => {
    const { body, headers } = await ada.get(`${base}/documentation?schema=app`);
    expect(headers.get('content-type')).toContain('text/markdown');
    expect(String(body)).toContain('### app.pair');
  });

  it('is not there for strangers', async () => {
    const eve = await stack.person('Eve');
    const theirs = await eve.team('Others');
    const elsewhere = base.replace(team, theirs);
    for (const path of [
      '',
      '/changes',
      `/changes/${'0'.repeat(64)}/revert`,
      '/versions',
      '/search?q=a',
      '/statistics',
      '/documentation',
      '/objects/1',
    ])
      expect((await eve.get(elsewhere + path)).body.code).toBe('connection-not-found');
    expect((await eve.get(base)).body.code).toBe('team-not-found');
    expect((await eve.post(`${elsewhere}/refresh`, {})).body.code).toBe('connection-not-found');
  });
});

describe('refreshing', () => {
  it('reads nothing when nothing moved, and all when told to', async () => {
    await refresh();
    expect(await refresh()).toMatchObject({ read: 'nothing', relations_read: 0, changes: 0 });
    expect(await refresh(true)).toMatchObject({ read: 'everything', changes: 0 });
  });

  it('by many at once asks the database once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(true)));
    expect(new Set(answers.map(({ duration_ms }) => duration_ms)).size).toBeLessThan(5);
  });

  it('notices by itself what somebody changed beside us, within five seconds', async () => {
    await owner.query('alter table app.hen drop column egg_id');
    const changes = () => ask<{ data: SchemaChange[] }>('/changes');
    const { data } = await until(changes, ({ data: [newest] }) => newest !== undefined, 6_000);
    expect(data[0]).toMatchObject({ class: 'breaking', decision: null }); // its foreign key went along
    expect(data[0]?.changes.map(({ rule, part }) => [rule, part])).toContainEqual([
      'base-column-removed-unread',
      'egg_id',
    ]);
  });

  it('shows the way back from a change, with what it does not bring back', async () => {
    const [change] = (await ask<{ data: SchemaChange[] }>('/changes')).data;
    const way = await ask<SchemaRevert>(`/changes/${change?.to_hash}/revert`);
    expect(way.statements).toEqual(
      expect.arrayContaining([
        'alter table app.hen add column egg_id integer',
        'alter table app.hen add constraint hen_egg foreign key (egg_id) references app.egg (id) not valid',
      ]),
    );
    expect(way.lost[0]).toContain('app.hen.egg_id: its values');
    expect(way).toMatchObject({ impossible: [], current: true });
    expect((await ada.get(`${base}/changes/${'0'.repeat(64)}/revert`)).body.code).toBe('change-not-found');
  });

  it('keeps old versions readable', async () => {
    const [change] = (await ask<{ data: SchemaChange[] }>('/changes')).data;
    const old = await ask<DatabaseSchema>(`?version=${change?.from_hash}`);
    const columns = old.schemas.find(({ name }) => name === 'hen')?.columns.map(({ name }) => name);
    expect(columns).toEqual(['id', 'egg_id']);
    expect((await ada.get(`${base}?version=${'0'.repeat(64)}`)).body.code).toBe('schema-version-not-found');
  });

  it('says why it failed, once, and that it is over', async () => {
    const { pathname } = new URL(target.url);
    const admin = new pg.Client(Object.assign(new URL(target.url), { pathname: '/postgres' }).href);
    await admin.connect();
    await owner.end();
    await admin.query(`alter database ${pathname.slice(1)} with allow_connections false`);
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${pathname.slice(1)}'`,
    );
    const failed = await until(
      () => ada.post(`${base}/refresh`, {}),
      ({ status }) => status === 502,
      5_000,
    );
    expect(failed.body.detail).toBeTruthy();
    const told = () => ask<SchemaOutline>('?detail=names');
    expect((await until(told, ({ failure }) => failure !== null, 3_000)).objects.length).toBeGreaterThan(10);

    await admin.query(`alter database ${pathname.slice(1)} with allow_connections true`);
    await admin.end();
    owner = new pg.Client(target.url);
    await owner.connect();
    await until(
      () => ada.post(`${base}/refresh`, {}),
      ({ status }) => status === 200,
      15_000,
    );
    expect((await until(told, ({ failure }) => failure === null, 5_000)).failure).toBeNull();
  });

  it('goes on from what the log says when what is kept is something else', async () => {
    const versions = await stack.query('select content_hash from read.schema_version order by revision');
    await stack.query('update app.schema_watch set content_hash = $1', [versions[0]?.content_hash]);
    await owner.query('create index hens_by_id on app.hen (id)');

    const { changes } = await refresh();
    const told = () => ask<{ data: SchemaChange[] }>('/changes');
    const hasIndex = ({ data: [newest] }: { data: SchemaChange[] }) =>
      newest?.changes.some(({ part }) => part === 'hens_by_id') ?? false;
    const { data } = await until(told, hasIndex, 5_000);

    expect(changes).toBeLessThanOrEqual(1);
    expect(data[0]?.changes.map(({ rule }) => rule)).toEqual(['index-added']);
  });
});

it('a reading ends in the database when whoever asked for it hangs up', async () => {
  const locker = new pg.Client(target.url);
  await locker.connect();
  await stack.query(`update app.schema_watch set next_at = 'infinity'`); // nobody else reads it meanwhile
  const readers = async () =>
    (
      await owner.query(
        `select pid from pg_stat_activity where datname = current_database() and application_name = 'pgai' and state <> 'idle'`,
      )
    ).rows.length;
  await until(readers, (busy) => busy === 0, 5_000);
  await locker.query('begin; lock table pg_catalog.pg_description in access exclusive mode');
  const leaves = new AbortController();
  const asked = fetch(`${ada.url}${base}/refresh`, {
    method: 'POST',
    headers: { cookie: ada.cookie, 'content-type': 'application/json' },
    body: '{"force":true}',
    signal: leaves.signal,
  });
  await until(readers, (busy) => busy === 1, 5_000);
  leaves.abort();
  await expect(asked).rejects.toThrow();
  await until(readers, (busy) => busy === 0, 5_000);
  await locker.query('rollback');
  await locker.end();
  await stack.query('update app.schema_watch set next_at = now()');
  expect((await refresh()).id).toBeTruthy();
  expect((await ask<SchemaOutline>('?detail=names')).failure).toBeNull();
});

describe('the trail', () => {
  const changes = () => ask<{ data: SchemaChange[] }>('/changes');
  const trail = () => ask<SchemaTrail>('/trail');

  it('is installed on demand, and a change then says who made it', async () => {
    expect(await trail()).toMatchObject({ installed: false, superuser: true });
    expect((await trail()).install_sql).toContain('create event trigger pgai_ddl');
    const before = (await changes()).data[0]?.revision ?? 0;
    expect((await ada.post(`${base}/trail/install`, {})).status).toBe(200);
    expect(await trail()).toMatchObject({ installed: true, readable: true });
    expect(await refresh()).toMatchObject({ changes: 0 });

    await owner.query(`set application_name = 'by hand'; create table app.made_by_somebody (id integer)`);
    await refresh();
    const { data } = await until(changes, ({ data: [newest] }) => (newest?.revision ?? 0) > before, 5_000);
    expect(data[0]?.made_by).toEqual([
      expect.objectContaining({
        application: 'by hand',
        command: 'CREATE TABLE',
        object: 'app.made_by_somebody',
        address: '127.0.0.1',
      }),
    ]);
    const store = new EventStore(stack.node.url);
    const log = await store.read<SchemaEvent>(`schema-${base.split('/').at(-2)}`);
    expect(log.at(-1)).toMatchObject({
      type: 'DriftDetected',
      data: { roles: [new URL(target.url).username] },
    });
    expect(JSON.stringify(log.map(({ data }) => data))).not.toContain('127.0.0.1'); // an address is in no event
    await store.dispose();
  });

  it('knows when a drift was taken back', async () => {
    await owner.query('drop table app.made_by_somebody');
    await refresh();
    const { data } = await until(changes, ({ data: [newest] }) => newest?.decision === 'reverted', 5_000);
    expect(data.slice(0, 2).map(({ decision }) => decision)).toEqual(['reverted', 'reverted']);
  });

  it('has a change seen at once, however long the pause until the next look is', async () => {
    const before = (await changes()).data[0]?.revision ?? 0;
    const listens = () =>
      owner.query(`select from pg_stat_activity s join pg_locks l using (pid) where s.application_name = 'pgai'
        and s.datname = current_database() and l.locktype = 'advisory'`);
    await until(listens, ({ rows }) => rows.length === 1, 8_000);
    await stack.query(`update app.schema_watch set next_at = now() + interval '1 hour'`);
    await owner.query('create table app.made_in_the_pause (id integer)');
    const { data } = await until(changes, ({ data: [newest] }) => (newest?.revision ?? 0) > before, 5_000);
    expect(data[0]?.made_by).toEqual([expect.objectContaining({ object: 'app.made_in_the_pause' })]);
    await owner.query('drop table app.made_in_the_pause');
  });

  it('goes without a trace, and is for admins', async () => {
    expect((await ada.post(`${base}/trail/remove`, {})).status).toBe(200);
    expect(await trail()).toMatchObject({ installed: false, readable: false });
    const { rows } = await owner.query(`select from pg_namespace where nspname = 'pgai'`);
    expect(rows).toEqual([]);
    const eve = await stack.person('Eve');
    const elsewhere = base.replace(team, await eve.team('Others'));
    expect((await eve.post(`${elsewhere}/trail/install`, {})).body.code).toBe('connection-not-found');
    expect((await eve.get(`${elsewhere}/trail`)).body.code).toBe('connection-not-found');
  });
});

describe('what people add', () => {
  it('a note stays with a table under another name', async () => {
    const object_id = await id('base');
    const noted = await ada.post(`${base}/annotations`, { object_id, text: 'What everything grew from' });
    await ada.post(`${base}/annotations`, { object_id, column: 'shared', text: 'Common' });
    expect(noted.status).toBe(200);
    await owner.query(
      'alter table app.base rename to ancestor; alter table app.ancestor rename shared to common',
    );
    await refresh();
    const detail = await until(
      () => ask<SchemaObjectDetail>(`/objects/${object_id}`),
      ({ note }) => note !== null,
      3_000,
    );
    expect(detail).toMatchObject({ name: 'ancestor', note: 'What everything grew from' });
    expect(detail.columns.find(({ name }) => name === 'common')?.note).toBe('Common');
    const { data } = await ask<SchemaHits>('/search?q=grew');
    expect(data.map(({ name }) => name)).toEqual(['ancestor']);
    expect((await ada.post(`${base}/annotations`, { object_id: 1, text: 'x' })).body.code).toBe(
      'object-not-found',
    );
  });

  it('drift is adopted or ignored, with a word', async () => {
    const changes = () => ask<{ data: SchemaChange[] }>('/changes');
    const { data } = await until(changes, ({ data: list }) => list.length > 1, 3_000);
    const [newest, older] = data;
    expect((await ada.post(`${base}/changes/${newest?.to_hash}/adopt`, { note: 'Agreed' })).status).toBe(200);
    expect((await ada.post(`${base}/changes/${older?.to_hash}/ignore`, {})).status).toBe(200);
    const settled = await until(changes, ({ data: [one, two] }) => !!one?.decision && !!two?.decision, 3_000);
    expect(settled.data.map(({ decision }) => decision).slice(0, 2)).toEqual(['adopted', 'ignored']);
    expect(settled.data[0]?.note).toBe('Agreed');
    expect((await ada.post(`${base}/changes/${'0'.repeat(64)}/adopt`, {})).body.code).toBe(
      'change-not-found',
    );
  });
});
