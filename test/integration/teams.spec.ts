import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stack, startStack } from '../support/app.ts';
import type { Answer } from '../support/person.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

describe('creating a team', () => {
  it('makes its creator the owner', async () => {
    const ada = await stack.person('Ada');

    const created = await ada.post('/api/teams', { name: '  Meridian Freight ' });
    const team = await ada.get(`/api/teams/${created.body.id}?at_least=${created.body.revision}`);

    expect(created).toMatchObject({ status: 201, body: { revision: 1 } });
    expect(created.headers.get('location')).toBe(`/api/teams/${created.body.id}`);
    expect(team.headers.get('etag')).toBe('"1"');
    expect(team.body).toMatchObject({
      name: 'Meridian Freight',
      role: 'owner',
      member_count: 1,
      revision: 1,
    });
  });

  it('sent five times at once with one Idempotency-Key makes one team', async () => {
    const ada = await stack.person('Ada');
    const key = { 'idempotency-key': randomUUID() };

    const answers = await Promise.all(
      Array.from({ length: 5 }, () => ada.post('/api/teams', { name: 'One' }, key)),
    );
    await stack.caughtUp();

    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect((await ada.get('/api/teams')).body.data).toHaveLength(1);
  });

  it('refuses a key that was sent with another request', async () => {
    const ada = await stack.person('Ada');
    const key = { 'idempotency-key': 'my-first-team' };
    await ada.post('/api/teams', { name: 'One' }, key);

    const other = await ada.post('/api/teams', { name: 'Two' }, key);

    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
  });
});

describe('renaming a team', () => {
  it('shows to the next reader and answers the new revision', async () => {
    const ada = await stack.person('Ada');
    const id = await ada.team('Meridian');

    const renamed = await ada.post(
      `/api/teams/${id}/rename`,
      { name: 'Meridian Logistics' },
      { 'if-match': '"1"' },
    );
    const team = await ada.get(`/api/teams/${id}?at_least=2`);

    expect(renamed).toMatchObject({ status: 200, body: { id, revision: 2 } });
    expect(team.body.name).toBe('Meridian Logistics');
  });

  it('is refused when somebody else was faster', async () => {
    const ada = await stack.person('Ada');
    const id = await ada.team('Meridian');
    await ada.post(`/api/teams/${id}/rename`, { name: 'Faster' });

    const stale = await ada.post(`/api/teams/${id}/rename`, { name: 'Slower' }, { 'if-match': '"1"' });

    expect(stale).toMatchObject({ status: 412, body: { code: 'stale-revision' } });
  });

  it('at once by many ends with one event a rename, none lost', async () => {
    const ada = await stack.person('Ada');
    const id = await ada.team('Meridian');

    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => ada.post(`/api/teams/${id}/rename`, { name: `Name ${i}` })),
    );

    const accepted = answers.filter(({ status }) => status === 200);
    expect(answers.every(({ status }) => status === 200 || status === 503)).toBe(true);
    const events = await stack.store.read(`team-${id}`);
    expect(events.filter(({ type }) => type === 'TeamRenamed')).toHaveLength(accepted.length);
  });

  it.each([['"x"'], ['7'], ['W/"1"']])('does not accept %s as If-Match', async (tag) => {
    const ada = await stack.person('Ada');
    const id = await ada.team('Meridian');

    const refused = await ada.post(`/api/teams/${id}/rename`, { name: 'Other' }, { 'if-match': tag });

    expect([412, 422]).toContain(refused.status);
    expect(await stack.store.read(`team-${id}`)).toHaveLength(2);
  });

  it('answers a stranger as if there were no team', async () => {
    const [ada, eve] = [await stack.person('Ada'), await stack.person('Eve')];
    const id = await ada.team('Meridian');
    const nowhere = randomUUID();

    const asked = async (team: string) => [
      await eve.post(`/api/teams/${team}/rename`, { name: 'Mine' }),
      await eve.get(`/api/teams/${team}/members`),
      await eve.get(`/api/teams/${team}`),
    ];
    const shape = ({ status, body: { code, detail } }: Answer) => ({ status, code, detail });

    expect((await asked(id)).map(shape)).toEqual((await asked(nowhere)).map(shape));
    expect((await asked(id)).map(({ status }) => status)).toEqual([404, 404, 404]);
  });
});

describe('the list of teams', () => {
  it('pages, sorts and filters', async () => {
    const ada = await stack.person('Ada');
    for (const name of ['Cargo', 'alpha 100%', 'Beta', 'Alpha']) await ada.team(name);

    const first = await ada.get('/api/teams?limit=3&sort=name:desc');
    const second = await ada.get(`/api/teams?limit=3&sort=name:desc&cursor=${first.body.page.next_cursor}`);
    const names = [...first.body.data, ...second.body.data].map(({ name }) => name);

    expect(names).toEqual([...names].sort().reverse());
    expect(names).toHaveLength(4);
    expect(second.body.page.next_cursor).toBeNull();
    const found = await ada.get(`/api/teams?filter[name][contains]=${encodeURIComponent('100%')}`);
    expect(found.body.data.map(({ name }) => name)).toEqual(['alpha 100%']);
  });

  it.each([
    'limit=0',
    'limit=x',
    'sort=password:asc',
    'sort=name',
    'filter[name][like]=x',
    'filter[nam]=x',
    'filter[created_at][gt]=yesterday',
    'filter[created_at][contains]=2026',
    'filter[name][between]=a',
    'cursor=bm8',
    'nme=x',
    'filter[__proto__][eq]=x',
  ])('refuses ?%s and says which parameter', async (query) => {
    const ada = await stack.person('Ada');

    const refused = await ada.get(`/api/teams?${query}`);

    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'invalid-input', errors: [{ field: expect.any(String) }] },
    });
  });

  it('shows nobody the teams of others', async () => {
    const [ada, eve] = [await stack.person('Ada'), await stack.person('Eve')];
    await ada.team('Meridian');

    expect((await eve.get('/api/teams')).body.data).toEqual([]);
  });
});

it('waits for the read model, and says so when it does not come', async () => {
  const ada = await stack.person('Ada');
  const id = await ada.team('Meridian');

  const early = await ada.get(`/api/teams/${id}?at_least=99`);

  expect(early).toMatchObject({ status: 503, body: { code: 'read-model-behind' } });
  expect(early.headers.get('retry-after')).toBe('1');
});
