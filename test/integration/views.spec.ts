import { randomUUID } from 'node:crypto';
import type { ViewContent } from '@pgai/contracts/view-definition.js';
import type { ViewCommitted, ViewDefinition, ViewList } from '@pgai/contracts/views.js';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Stack, startStack } from '../support/app.ts';
import { joinTeam } from '../support/join-team.ts';
import type { Answer, Person } from '../support/person.ts';
import { type Shop, startShop } from '../support/shop.ts';

let stack: Stack;
let shop: Shop;
let ada: Person;
let team: string;
let connection_id: string;
let base: string;

beforeAll(async () => {
  [stack, shop] = await Promise.all([startStack(), startShop(inject('postgresUrl'))]);
  ada = await stack.person('Ada');
  team = await ada.team('Meridian');
  const made = await ada.post(`/api/teams/${team}/connections`, shop.fields());
  connection_id = made.body.id;
  base = `/api/teams/${team}/views`;
});
afterAll(async () => {
  await stack.stop();
  await shop.drop();
});

const body = <T>(answer: Answer) => answer.body as unknown as T;
const name = () => `v_${randomUUID().slice(0, 8)}`;
const item = { id: 't1', schema: 'public', name: 'item', alias: 'i', x: 0, y: 0 };
const column = (id: string, of: string, alias: string | null = null) => ({
  id,
  expression: { kind: 'column', table: 't1', column: of },
  alias,
});
const query = (...columns: object[]) => ({
  tables: [item],
  joins: [],
  columns,
  filters: [],
  grouping: [],
  ordering: [],
  parameters: [],
  distinct: false,
  limit: null,
  offset: null,
});
const fields = (more: object = {}) => ({
  connection_id,
  name: name(),
  profile: 'nocode',
  query_builder_config: query(column('c1', 'name')),
  ...more,
});
const one = async (id: string, revision = 0, by = ada) =>
  body<ViewDefinition>(await by.get(`${base}/${id}?at_least=${revision}`));

describe('making a view', () => {
  it('shows it with its first commit', async () => {
    const named = fields({ description: 'What we sell' });
    const made = await ada.post(base, named);
    const view = await one(made.body.id);
    const list = body<ViewList>(await ada.get(`${base}?filter[name]=${named.name}`));

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
      dependencies: ['public.item'],
      branch_list: [{ name: 'main', head: 1, base: null, from: null }],
      lock: null,
    });
    expect(list.data).toMatchObject([{ id: made.body.id, branches: 1, ahead: 1 }]);
  });

  it('gives a name once, whoever comes first, and again when it is free', async () => {
    const named = fields();
    const answers = await Promise.all([1, 2, 3].map(() => ada.post(base, named)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('view-name-taken');

    const first = answers.find(({ status }) => status === 201)!.body.id;
    await ada.post(`${base}/${first}/update`, { name: name() });
    expect((await ada.post(base, named)).status).toBe(201);
  });

  it('sent twice with one Idempotency-Key makes one', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const named = fields();
    const [first, again] = [await ada.post(base, named, key), await ada.post(base, named, key)];
    expect(again.body.id).toBe(first.body.id);
  });

  it.each([
    ['a name that needs quotes', { name: 'Not so' }, 'invalid-input'],
    ['SQL without being a view in SQL', { sql_definition: 'select 1' }, 'invalid-input'],
    ['a NUL in it', { query_builder_config: query(column('c1', 'na\0me')) }, 'content-not-text'],
    ['a connection that is not there', { connection_id: randomUUID() }, 'connection-not-found'],
  ])('with %s is refused', async (_, more, code) => {
    expect((await ada.post(base, fields(more))).body.code).toBe(code);
  });
});

describe('changing a view', () => {
  it('renames, describes and archives it, and then no more', async () => {
    const { id } = (await ada.post(base, fields())).body;
    const other = name();
    const updated = await ada.post(`${base}/${id}/update`, { name: other, description: 'Now described' });
    expect(await one(id, updated.body.revision)).toMatchObject({ name: other, description: 'Now described' });

    const archived = await ada.post(`${base}/${id}/archive`);
    expect(await one(id, archived.body.revision)).toMatchObject({ archived: true });
    expect((await ada.post(`${base}/${id}/update`, { description: 'More' })).body.code).toBe('view-archived');
  });

  it('is not for viewers, and another team sees nothing', async () => {
    const { id } = (await ada.post(base, fields())).body;
    const [viewer, eve] = [await stack.person('Vera'), await stack.person('Eve')];
    await joinTeam(stack, team, viewer.id, 'viewer');
    const foreign = `/api/teams/${await eve.team('Foreign')}/views/${id}`;

    expect((await viewer.post(`${base}/${id}/update`, { description: 'x' })).status).toBe(403);
    expect((await viewer.get(`${base}/${id}`)).status).toBe(200);
    expect((await eve.get(foreign)).body.code).toBe('view-not-found');
    expect((await eve.post(`${foreign}/update`, { description: 'x' })).body.code).toBe('view-not-found');
    expect((await eve.get(`${foreign}/commits`)).body.code).toBe('view-not-found');
  });

  it('that changes nothing is no commit', async () => {
    const { id } = (await ada.post(base, fields())).body;
    const answer = body<ViewCommitted>(await ada.post(`${base}/${id}/commit`, {}));
    expect(answer).toMatchObject({ commit: 1, revision: 0 });
    expect(answer.content_hash).toMatch(/^[0-9a-f]{64}$/);
  });
});

it('keeps a content as it was given', async () => {
  const { id } = (
    await ada.post(
      base,
      fields({ profile: 'sql', query_builder_config: undefined, sql_definition: 'select 1 as "é"' }),
    )
  ).body;
  const { content } = await one(id);
  expect(content).toEqual<ViewContent>({
    profile: 'sql',
    sql: 'select 1 as "é"',
    parameters: [],
    description: '',
  });
});
