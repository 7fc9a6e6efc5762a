import { randomUUID } from 'node:crypto';
import type { ViewCommitted, ViewList } from '@pgai/contracts/views.js';
import { contentOf } from '@pgai/views/document/content.js';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import type { Doc } from 'yjs';
import { type Stack, startStack } from '../support/app.ts';
import { DraftPage } from '../support/draft-page.ts';
import { joinTeam } from '../support/join-team.ts';
import { type Shop, startShop } from '../support/shop.ts';
import { bodyOf, column, problemOf, queryOf, startViews, viewName } from '../support/views.ts';

let stack: Stack;
let shop: Shop;
let views: Awaited<ReturnType<typeof startViews>>;

beforeAll(async () => {
  [stack, shop] = await Promise.all([startStack(), startShop(inject('postgresUrl'))]);
  // as if versions of two views were deployed
  await shop.query(
    `create schema v1 create view a as select * from item create view b as select * from item`,
  );
  await shop.query(`grant usage on schema v1 to ${shop.username}`);
  await shop.query(`grant select on v1.a, v1.b to ${shop.username}`);
  views = await startViews(stack, shop);
});
afterAll(async () => {
  await stack.stop();
  await shop.drop();
});

const contentOfDocument = (doc: Doc) => {
  const read = contentOf(doc);
  return 'content' in read ? (read.content as { description: string; query?: object }) : { description: '' };
};

const member = async (name: string, role: 'admin' | 'developer' | 'viewer') => {
  const person = await stack.person(name);
  await joinTeam(stack, views.team, person.id, role);
  return person;
};

describe('making a view', () => {
  it('shows it with its first commit', async () => {
    const { ada, base, fields, one } = views;
    const named = fields({ description: 'What we sell' });
    const made = await ada.post(base, named);
    const view = await one(`${base}/${made.body.id}`);
    const list = bodyOf<ViewList>(await ada.get(`${base}?filter[name]=${named.name}`));

    expect(made).toMatchObject({ status: 201, body: { revision: 0 } });
    expect(view).toMatchObject({
      name: named.name,
      description: 'What we sell',
      profile: 'nocode',
      schema: 'v1',
      version: null,
      ahead: 1,
      archived: false,
      created_by: ada.id,
      query_builder_config: named.query_builder_config,
      sql_definition: expect.stringMatching(/select\s+i\.name/i),
      dependencies: ['public.item'],
      branch_list: [{ name: 'main', head: 1, base: null, from: null }],
      lock: null,
    });
    expect(list.data).toMatchObject([{ id: made.body.id, branches: 1, ahead: 1 }]);
  });

  it('gives a name once, whoever comes first, and again when it is free', async () => {
    const { ada, base, fields } = views;
    const named = fields();
    const answers = await Promise.all([1, 2, 3].map(() => ada.post(base, named)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('view-name-taken');

    const first = answers.find(({ status }) => status === 201)!.body.id;
    await ada.post(`${base}/${first}/update`, { name: viewName() });
    expect((await ada.post(base, named)).status).toBe(201);
  });

  it('sent twice with one Idempotency-Key makes one', async () => {
    const { ada, base, fields } = views;
    const key = { 'idempotency-key': randomUUID() };
    const named = fields();
    const [first, again] = [await ada.post(base, named, key), await ada.post(base, named, key)];
    expect(again.body.id).toBe(first.body.id);
  });

  it.each([
    ['a name that needs quotes', { name: 'Not so' }, 'invalid-input'],
    ['SQL without being a view in SQL', { sql_definition: 'select 1' }, 'invalid-input'],
    ['a NUL in its description', { description: 'a\0b' }, 'invalid-input'],
    ['a NUL in the query', { query_builder_config: queryOf(column('c1', 'na\0me')) }, 'invalid-input'],
    ['a connection that is not there', { connection_id: randomUUID() }, 'connection-not-found'],
  ])('with %s is refused', async (_, more, code) => {
    const { ada, base, fields } = views;
    expect((await ada.post(base, fields(more))).body.code).toBe(code);
  });

  it('in SQL keeps the text as it is', async () => {
    const more = { profile: 'sql', query_builder_config: undefined, sql_definition: 'select 1 as "é"' };
    const { content } = await views.one(await views.made(more));
    expect(content).toEqual({ profile: 'sql', sql: 'select 1 as "é"', parameters: [], description: '' });
  });
});

describe('changing a view', () => {
  it('renames, describes and archives it, and then no more', async () => {
    const { ada, made, one } = views;
    const view = await made();
    const other = viewName();
    const updated = await ada.post(`${view}/update`, { name: other, description: 'Now described' });
    expect(await one(view, updated.body.revision)).toMatchObject({
      name: other,
      description: 'Now described',
    });

    const archived = await ada.post(`${view}/archive`);
    expect(await one(view, archived.body.revision)).toMatchObject({ archived: true });
    expect((await ada.post(`${view}/update`, { description: 'More' })).body.code).toBe('view-archived');
  });

  it('is not for viewers, and another team sees nothing', async () => {
    const view = await views.made();
    const [viewer, eve] = [await member('Vera', 'viewer'), await stack.person('Eve')];
    const foreign = view.replace(views.team, await eve.team('Foreign'));

    expect((await viewer.post(`${view}/update`, { description: 'x' })).status).toBe(403);
    expect((await viewer.get(view)).status).toBe(200);
    for (const path of ['', '/commits', '/comments'])
      expect((await eve.get(foreign + path)).body.code).toBe('view-not-found');
    for (const path of ['/update', '/archive', '/commit', '/unlock'])
      expect((await eve.post(foreign + path, {})).body.code).toBe('view-not-found');
  });

  it('that changes nothing is no commit', async () => {
    const view = await views.made();
    const answer = bodyOf<ViewCommitted>(await views.ada.post(`${view}/commit`, {}));
    expect(answer).toMatchObject({ commit: 1, revision: 0 });
    expect(answer.content_hash).toMatch(/^[0-9a-f]{64}$/);
  });
});

it('views that read each other in a circle are refused', async () => {
  const { ada, base, fields, made, one } = views;
  const reads = (name: string) => {
    const query = queryOf(column('c1', 'name'));
    return { ...query, tables: query.tables.map((table) => ({ ...table, schema: 'v1', name })) };
  };
  await one(await made({ name: 'a', query_builder_config: reads('b') }));
  const refused = problemOf(await ada.post(base, fields({ name: 'b', query_builder_config: reads('a') })));

  expect(refused).toMatchObject({ code: 'definition-invalid', faults: [{ place: { node: 't1' } }] });
  expect(refused.faults?.[0]?.message).toContain('v1.b ▸ v1.a ▸ v1.b');
});

it('a draft that somebody opens holds what its branch does', async () => {
  const { ada, made } = views;
  const view = await made({ description: 'What we sell' });
  const page = new DraftPage(stack.url, `view:${view.split('/').at(-1)}:main`, ada.cookie);
  onTestFinished(() => page.provider.destroy());
  await vi.waitUntil(() => contentOfDocument(page.doc).description === 'What we sell', { interval: 5 });

  expect(contentOfDocument(page.doc).query).toEqual(queryOf(column('c1', 'name')));
  const { body } = await ada.post(`${view}/update`, { description: 'Now described' });
  expect(body.revision).toBe(1);
  await vi.waitUntil(() => contentOfDocument(page.doc).description === 'Now described', { interval: 5 });
});

describe('a lock', () => {
  it('names its owner and its end to everybody else, and lets its owner go on', async () => {
    const { ada, made, one } = views;
    const [view, grace] = [await made(), await member('Grace', 'developer')];
    const locked = await grace.post(`${view}/lock`, { reason: 'Deployment', minutes: 5 });
    const refused = problemOf(await ada.post(`${view}/update`, { description: 'x' }));

    expect(refused).toMatchObject({
      code: 'view-locked',
      lock: { by: grace.id, reason: 'Deployment' },
      detail: expect.stringContaining(refused.lock?.until ?? 'until'),
    });
    expect(refused.hint).toContain('Grace locked it: Deployment.');
    expect(problemOf(await ada.post(`${view}/restore`, { commit: 1 })).lock).toEqual(refused.lock);
    expect((await one(view, locked.body.revision)).lock).toEqual(refused.lock);
    expect((await grace.post(`${view}/update`, { description: 'x' })).status).toBe(200);
  });

  it('is ended by its owner or an admin, and by nobody else', async () => {
    const { ada, made, one } = views;
    const view = await made();
    const [grace, lin] = [await member('Grace', 'developer'), await member('Lin', 'developer')];
    await grace.post(`${view}/lock`, { reason: 'Deployment' });

    expect((await lin.post(`${view}/unlock`)).status).toBe(403);
    expect((await lin.post(`${view}/lock`, { reason: 'Mine' })).body.code).toBe('view-locked');
    const unlocked = await ada.post(`${view}/unlock`);
    expect((await one(view, unlocked.body.revision)).lock).toBeNull();
  });
});
