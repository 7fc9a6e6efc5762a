import type { SchemaObjectDetail } from '@pgai/contracts/schema-objects.js';
import type { SchemaOutline } from '@pgai/contracts/schemas.js';
import type { ViewAnalysis, ViewPlan, ViewPreview } from '@pgai/contracts/view-analysis.js';
import type { ViewImported, ViewLineage } from '@pgai/contracts/views.js';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Stack, startStack } from '../support/app.ts';
import { joinTeam } from '../support/join-team.ts';
import { type Shop, startShop } from '../support/shop.ts';
import { bodyOf, column, problemOf, queryOf, startViews, viewName } from '../support/views.ts';

let stack: Stack;
let shop: Shop;
let views: Awaited<ReturnType<typeof startViews>>;

beforeAll(async () => {
  [stack, shop] = await Promise.all([startStack(), startShop(inject('postgresUrl'))]);
  await shop.query(`insert into item select n, 'canary ' || n from generate_series(2, 3000) n; analyze item;
    create view cheap as select item_id, name from item where item_id < 100;
    comment on view cheap is 'What costs little';
    create view counted as with n as (select count(*) as n from item) select n from n;
    create view "Odd one" as select 1 as one;
    create schema v1; create view v1.goods as select 1 as id;
    create view on_top as select id from v1.goods;
    grant select on all tables in schema public to ${shop.username}; grant usage on schema v1 to ${shop.username}`);
  views = await startViews(stack, shop);
});
afterAll(async () => {
  await stack.stop();
  await shop.drop();
});

const inSql = (sql: string, parameters: object[] = []) => ({
  profile: 'sql',
  sql,
  parameters,
  description: '',
});
const number = { id: 'p1', name: 'most', type: 'integer', required: true, default_value: null };
const runs = async (path: string) =>
  (await stack.store.read(`view_runs-${path.split('/').at(-1)}`)).map(({ type, data }) => ({ type, data }));

describe('a check', () => {
  it('says what is wrong, of what is in the draft or given along, and is in no log', async () => {
    const path = await views.made();
    const check = async (body: object) =>
      bodyOf<ViewAnalysis>(await views.ada.post(`${path}/validate`, body));
    expect(await check({})).toMatchObject({
      valid: true,
      columns: [{ name: 'name', node: 'c1', type: 'text' }],
    });
    const wrong = await check({ content: inSql('select nam from public.item') });
    expect(wrong).toMatchObject({
      valid: false,
      faults: [{ severity: 'error', place: { start: 7, end: 10 } }],
    });
    expect(await runs(path)).toEqual([]);
    expect((await views.ada.post(`${path}/validate`, { branch: 'nowhere' })).status).toBe(404);
  });
});

describe('a preview', () => {
  it('shows rows of what main holds, and the log who looked, how long and how much, and no value', async () => {
    const path = await views.made({
      query_builder_config: queryOf(column('c1', 'item_id'), column('c2', 'name', 'called')),
    });
    const seen = await views.ada.post(`${path}/preview`, { limit: 2 });

    expect(seen.status).toBe(200);
    expect(bodyOf<ViewPreview>(seen)).toMatchObject({
      columns: [
        { name: 'item_id', type: 'integer' },
        { name: 'called', type: 'text' },
      ],
      truncated_by: 'rows',
    });
    expect(bodyOf<ViewPreview>(seen).rows).toHaveLength(2);
    expect(await runs(path)).toEqual([
      {
        type: 'ViewPreviewed',
        data: {
          branch: 'main',
          content_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
          rows: 2,
          truncated: true,
          duration_ms: bodyOf<ViewPreview>(seen).duration_ms,
        },
      },
    ]);
    expect(JSON.stringify(await runs(path))).not.toContain('canary');
  });

  it('runs what is given along, with values for its parameters', async () => {
    const path = await views.made();
    const content = inSql('select count(*) from public.item where item_id <= $1', [number]);
    const seen = await views.ada.post(`${path}/preview`, { content, parameters: { most: '10' } });
    expect(bodyOf<ViewPreview>(seen).rows).toEqual([['10']]);

    const without = await views.ada.post(`${path}/preview`, { content });
    expect(without).toMatchObject({ status: 422, body: { code: 'parameter-wrong' } });
  });

  it('says what the server has against a query', async () => {
    const path = await views.made();
    const answer = async (sql: string) =>
      problemOf(await views.ada.post(`${path}/preview`, { content: inSql(sql) }));
    expect(await answer('select nothing from public.item')).toMatchObject({
      status: 422,
      code: 'query-failed',
      detail: expect.stringContaining('nothing'),
    });
    expect(await answer('commit')).toMatchObject({ status: 422, code: 'query-failed' });
    expect(await answer('select 1; drop table item')).toMatchObject({ status: 422, code: 'query-failed' });
    expect(await answer('select * into copy from public.item')).toMatchObject({ status: 422 });
    expect(await answer('select 1\0')).toMatchObject({ status: 422 });
    const content = { profile: 'nocode', query: queryOf(column('c1', 'na\0me')), description: '' };
    expect((await views.ada.post(`${path}/preview`, { content })).status).toBe(422);
    const given = {
      content: inSql('select $1', [number]),
      parameters: { most: '\0' },
    };
    expect((await views.ada.post(`${path}/preview`, given)).status).toBe(422);
    expect(await runs(path)).toEqual([]);
  });

  it('is not for viewers, nor for others, and SQL only for those who write it', async () => {
    const path = await views.made();
    const viewer = await stack.person('Vera');
    await joinTeam(stack, views.team, viewer.id, 'viewer');
    const stranger = await stack.person('Sven');
    const theirs = `/api/teams/${await stranger.team('Elsewhere')}/views/${path.split('/').at(-1)}`;
    for (const run of ['preview', 'plan']) {
      expect((await viewer.post(`${path}/${run}`, {})).status).toBe(403);
      expect((await stranger.post(`${path}/${run}`, {})).status).toBe(404);
      expect((await stranger.post(`${theirs}/${run}`, {})).status).toBe(404);
    }
    expect((await stranger.get(`${theirs}/lineage`)).status).toBe(404);
    expect((await viewer.get(`${path}/lineage`)).status).toBe(200);
    expect(
      (await viewer.post(`${views.base}/import`, { connection_id: views.connection_id, object_id: 1 }))
        .status,
    ).toBe(403);
    expect(await runs(path)).toEqual([]);
  });

  it('is given up when whoever asked hangs up', async () => {
    const path = await views.made();
    const going = new AbortController();
    const asked = fetch(`${views.ada.url}${path}/preview`, {
      method: 'POST',
      signal: going.signal,
      headers: { cookie: views.ada.cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ content: inSql('select pg_sleep(4), 471201') }),
    }).catch(() => undefined);
    const busy = async () =>
      (
        await shop.query(
          `select from pg_stat_activity where state = 'active' and pid <> pg_backend_pid() and query like '%471201%'`,
        )
      ).rowCount;
    while ((await busy()) === 0);
    const began = performance.now();
    going.abort();
    await asked;
    while ((await busy()) !== 0);
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(await runs(path)).toEqual([]);
  });
});

describe('a plan', () => {
  it('comes with suggestions, as text and as figures of the view', async () => {
    const path = await views.made();
    const content = inSql(`select item_id from public.item where name = 'canary 7'`);
    const answer = await views.ada.post(`${path}/plan`, { content, analyze: true });
    const plan = bodyOf<ViewPlan>(answer);

    expect(answer.status).toBe(200);
    expect(plan).toMatchObject({ analyzed: true, plan: { type: 'Seq Scan', on: 'public.item' } });
    expect(plan.text).toMatch(/^Seq Scan on item .*actual time/);
    expect(plan.suggestions).toMatchObject([
      { rule: 'missing-index-on-filter', statement: 'create index concurrently on public.item (name);' },
    ]);
    expect(await runs(path)).toMatchObject([
      { type: 'ViewPlanCaptured', data: { analyzed: true, execution_ms: plan.execution_ms } },
    ]);
    expect(JSON.stringify(await runs(path))).not.toContain('canary');
  });
});

describe('lineage', () => {
  it('says where columns come from, at their nodes, and what a view needs', async () => {
    const path = await views.made({
      query_builder_config: queryOf(column('c1', 'item_id'), column('c2', 'name', 'called')),
    });
    expect(bodyOf<ViewLineage>(await views.ada.get(`${path}/lineage`))).toMatchObject({
      columns: [
        {
          name: 'item_id',
          node: 'c1',
          type: 'integer',
          nullable: false,
          sources: [{ schema: 'public', name: 'item', column: 'item_id' }],
        },
        { name: 'called', node: 'c2', nullable: true, sources: [{ column: 'name' }] },
      ],
      needs: [{ schema: 'public', name: 'item', columns: ['item_id', 'name'] }],
      used_by: [],
    });
  });

  it('says what is made of the view, here and in the database', async () => {
    const path = await views.made({ name: 'goods' });
    const reader = viewName();
    const tables = [{ id: 't1', schema: 'v1', name: 'goods', alias: 'i', x: 0, y: 0 }];
    const made = await views.made({
      name: reader,
      query_builder_config: { ...queryOf(column('c1', 'id')), tables },
    });
    await views.one(made, 0);
    expect(bodyOf<ViewLineage>(await views.ada.get(`${path}/lineage`)).used_by).toEqual([
      { kind: 'view', id: made.split('/').at(-1), schema: null, name: reader, columns: [] },
      { kind: 'database-view', id: expect.any(String), schema: 'public', name: 'on_top', columns: ['id'] },
    ]);
  });
});

it('an object of a schema says which views read it', async () => {
  const made = await views.made();
  await views.one(made, 0);
  const base = `/api/teams/${views.team}/connections/${views.connection_id}/schema`;
  const { objects } = bodyOf<SchemaOutline>(await views.ada.get(`${base}?detail=names`));
  const item = objects.find(({ name }) => name === 'item')!;
  const read = bodyOf<SchemaObjectDetail>(await views.ada.get(`${base}/objects/${item.id}`)).views;
  expect(read.map(({ id }) => id)).toContain(made.split('/').at(-1));
});

describe('an import', () => {
  const take = async (name: string, more: object = {}) => {
    const outline = await views.ada.get(
      `/api/teams/${views.team}/connections/${views.connection_id}/schema?detail=names`,
    );
    const found = bodyOf<SchemaOutline>(outline).objects.find((one) => one.name === name)!;
    return views.ada.post(`${views.base}/import`, {
      connection_id: views.connection_id,
      object_id: found.id,
      ...more,
    });
  };

  it('makes a tree of a view where it can, with its comment, and its history begins there', async () => {
    const answer = await take('cheap');
    expect(answer).toMatchObject({ status: 201, body: { profile: 'nocode', left: null } });
    const { id, revision } = bodyOf<ViewImported>(answer);
    const view = await views.one(`${views.base}/${id}`, revision);
    expect(view).toMatchObject({
      name: 'cheap',
      description: 'What costs little',
      dependencies: ['public.item'],
    });
    expect(view.query_builder_config?.columns).toHaveLength(2);
    const [first] = await stack.store.read(`view-${id}`);
    expect(first).toMatchObject({
      type: 'ViewCreated',
      data: { imported_from: { schema: 'public', name: 'cheap' } },
    });
    const seen = await views.ada.post(`${views.base}/${id}/preview`, { limit: 1 });
    expect(bodyOf<ViewPreview>(seen).rows).toEqual([['1', 'tea']]);
  });

  it('keeps as SQL what has no place in a tree, and says what that is', async () => {
    const answer = await take('counted', { name: viewName() });
    expect(answer).toMatchObject({ status: 201, body: { profile: 'sql', left: 'with' } });
    const seen = await views.ada.post(`${views.base}/${answer.body.id}/preview`, {});
    expect(bodyOf<ViewPreview>(seen).rows).toEqual([['3000']]);
  });

  it('asks for a name where the old one is none, and is refused of what is no view', async () => {
    expect(await take('Odd one')).toMatchObject({ status: 422, body: { code: 'invalid-input' } });
    expect(await take('Odd one', { name: viewName() })).toMatchObject({ status: 201 });
    expect(await take('item')).toMatchObject({ status: 404, body: { code: 'object-not-found' } });
    expect(await take('cheap')).toMatchObject({ status: 409, body: { code: 'view-name-taken' } });
  });
});
