import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type Stack, startStack } from '../support/app.ts';
import { joinTeam } from '../support/join-team.ts';
import { type Shop, startShop } from '../support/shop.ts';
import { column, problemOf, queryOf, startViews } from '../support/views.ts';

let stack: Stack;
let shop: Shop;
beforeAll(async () => {
  [stack, shop] = await Promise.all([startStack(), startShop(inject('postgresUrl'))]);
});
afterAll(async () => {
  await stack.stop();
  await shop.drop();
});

const usual = { tables: 60, joins: 60, columns: 500, expressions: 5_000 };

it('a view beyond what its team allows is refused, and in another team it is not', async () => {
  const [small, other] = [await startViews(stack, shop), await startViews(stack, shop)];
  const path = `/api/teams/${small.team}/view-limits`;
  const two = { query_builder_config: queryOf(column('c1', 'name'), column('c2', 'name', 'again')) };
  const before = await small.made(two);
  expect((await small.ada.get(path)).body).toEqual({ ...usual, set_at: null });

  expect((await small.ada.post(path, { ...usual, columns: 1 })).status).toBe(200);
  await stack.caughtUp();
  expect((await small.ada.get(path)).body).toMatchObject({ columns: 1, set_at: expect.any(String) });
  const refused = problemOf(await small.ada.post(small.base, small.fields(two)));
  expect(refused).toMatchObject({ code: 'definition-invalid', faults: [{ code: 'too-complex' }] });
  expect(refused.faults?.[0]?.message).toBe('The query has 2 columns, and at most 1 are allowed.');
  expect((await small.ada.post(small.base, small.fields())).status).toBe(201);
  expect((await small.ada.post(`${before}/validate`, {})).body).toMatchObject({ valid: false });

  expect((await other.ada.post(other.base, other.fields(two))).status).toBe(201);
  expect((await other.ada.get(path)).status).toBe(404);
});

it('limits are for owners and admins to set, and for all to see', async () => {
  const { ada, team } = await startViews(stack, shop);
  const path = `/api/teams/${team}/view-limits`;
  const [admin, developer] = [await stack.person('Tomasz'), await stack.person('Grace')];
  await joinTeam(stack, team, admin.id, 'admin');
  await joinTeam(stack, team, developer.id, 'developer');
  await stack.caughtUp();

  expect((await admin.post(path, { ...usual, tables: 3 })).status).toBe(200);
  expect(await developer.post(path, usual)).toMatchObject({ status: 403, body: { code: 'not-permitted' } });
  expect((await developer.get(path)).status).toBe(200);
  for (const tables of [0, 501, 1.5, '3', null])
    expect((await ada.post(path, { ...usual, tables })).status).toBe(422);
});
