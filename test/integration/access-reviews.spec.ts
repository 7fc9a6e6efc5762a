import { randomUUID } from 'node:crypto';
import type { AccessReview, AccessReviewList } from '@pgai/contracts/access-reviews.js';
import { createPool } from '@pgai/db/pool.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { revokeAccess } from '../../apps/projector/src/jobs/revoke-access.job.js';
import { type Stack, startStack } from '../support/app.ts';
import type { Person } from '../support/person.ts';
import { join } from '../support/team.ts';

let stack: Stack;
let ada: Person;
let tomasz: Person;
let grace: Person;
let team: string;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());
beforeEach(async () => {
  [ada, tomasz, grace] = [
    await stack.person('Ada'),
    await stack.person('Tomasz'),
    await stack.person('=Grace()'),
  ];
  team = await ada.team('Meridian');
  await join(stack, team, ada, tomasz, 'admin');
  await join(stack, team, ada, grace, 'viewer');
});

const at = (review = '') => `/api/teams/${team}/access-reviews${review}`;
const start = async (who = ada, scope = 'all') => {
  const { body } = await who.post(at(), { scope, due_in_days: 14 });
  await who.get(at(`/${body.id}?at_least=${body.revision}`));
  return body.id;
};
const attest = (review: string, of: Person, decision: string, who = ada) =>
  who.post(at(`/${review}/attest`), { subject: { kind: 'user', id: of.id }, decision });
const shown = async (review: string) => {
  await stack.caughtUp();
  return (await ada.get(at(`/${review}`))).body as unknown as AccessReview;
};

describe('an access review', () => {
  it('lists who has what, since when and last seen', async () => {
    const review = await shown(await start());

    expect(review).toMatchObject({ scope: 'all', started_by: 'Ada', lines: 3, attested: 0, overdue: false });
    expect(review.rights.map(({ name, role }) => [name, role])).toEqual([
      ['Ada', 'owner'],
      ['Tomasz', 'admin'],
      ['=Grace()', 'viewer'],
    ]);
    expect(review.rights.every(({ last_used_at }) => last_used_at)).toBe(true);
    expect((await shown(await start(ada, 'privileged'))).rights).toHaveLength(2);
  });

  it('is for owners and admins of this team', async () => {
    const id = await start();
    const eve = await stack.person('Eve');
    await eve.team('Elsewhere');

    expect(await grace.get(at())).toMatchObject({ status: 403, body: { code: 'not-permitted' } });
    expect((await eve.get(at(`/${id}`))).status).toBe(404);
    const foreign = `/api/teams/${(await eve.get('/api/teams')).body.data[0]!.team_id}/access-reviews/${id}`;
    expect(await eve.get(foreign)).toMatchObject({ status: 404, body: { code: 'access-review-not-found' } });
    expect(await eve.post(`${foreign}/complete`)).toMatchObject({ status: 404 });
    expect(await ada.get(at(`/${randomUUID()}`))).toMatchObject({ status: 404 });
  });

  it('is attested line by line, not one’s own, and then completed', async () => {
    const id = await start();

    expect(await attest(id, ada, 'keep')).toMatchObject({ status: 403, body: { code: 'own-access' } });
    expect((await attest(id, tomasz, 'keep')).status).toBe(200);
    expect((await attest(id, grace, 'keep')).status).toBe(200);
    expect(await ada.post(at(`/${id}/complete`))).toMatchObject({
      status: 409,
      body: { code: 'access-not-attested' },
    });
    expect((await attest(id, ada, 'keep', tomasz)).status).toBe(200);
    expect((await ada.post(at(`/${id}/complete`))).status).toBe(200);
    expect(await attest(id, grace, 'revoke')).toMatchObject({
      status: 409,
      body: { code: 'access-review-completed' },
    });
    expect(await shown(id)).toMatchObject({ attested: 3, completed_at: expect.any(String) });
  });

  it('shows when it is overdue', async () => {
    const id = await start();
    await stack.query(
      "update read.access_review set due_at = now() - interval '1 day' where review_id = $1",
      [id],
    );

    expect(await shown(id)).toMatchObject({ overdue: true });
    const { data } = (await ada.get(at())).body as unknown as AccessReviewList;
    expect(data).toMatchObject([{ review_id: id, overdue: true }]);
  });
});

describe('revoking', () => {
  it('takes the right away through the team, and the report says so', async () => {
    const id = await start();

    expect((await attest(id, grace, 'revoke')).status).toBe(200);
    await expect.poll(async () => (await shown(id)).rights[2]?.revoked_at, { timeout: 10_000 }).toBeTruthy();

    expect((await grace.get(`/api/teams/${team}`)).status).toBe(404);
    expect(await attest(id, grace, 'keep')).toMatchObject({ status: 409, body: { code: 'access-revoked' } });
    const types = (await stack.store.read(`access_review-${id}`)).map(({ type }) => type);
    expect(types).toEqual(['AccessReviewStarted', 'AccessAttested', 'AccessRevokedByReview']);
  });

  it('of the last owner is refused before it is written down', async () => {
    const id = await start();

    expect(await attest(id, ada, 'revoke', tomasz)).toMatchObject({
      status: 409,
      body: { code: 'last-owner' },
    });
    expect((await shown(id)).attested).toBe(0);
  });

  it('that the team refuses later leaves the line open, with the reason', async () => {
    const id = await start();
    const subject = { kind: 'user', id: ada.id } as const;
    const job = {
      review_id: id,
      team_id: team,
      subject,
      event_id: randomUUID(),
      correlation_id: 'late',
      reviewer_id: ada.id,
    };

    const pool = createPool(stack.environment.DATABASE_URL, { max: 1 });
    await revokeAccess({ store: stack.store, pool }, job);
    await revokeAccess({ store: stack.store, pool }, job);
    await pool.end();

    expect((await shown(id)).rights[0]).toMatchObject({ decision: null, refused: 'last-owner' });
    expect(await stack.store.read(`access_review-${id}`)).toHaveLength(2);
  });

  it('of an API key ends it at once, through the key', async () => {
    const issued = await ada.post(`/api/teams/${team}/api-keys`, { name: 'Reports', role: 'developer' });
    const { id: key, secret } = issued.body as unknown as { id: string; secret: string };
    const bearer = { authorization: `Bearer ${secret}`, cookie: '' };
    await stack.caughtUp();
    const id = await start();
    const { rights } = await shown(id);

    expect(rights.find(({ subject }) => subject.kind === 'api_key')).toMatchObject({
      name: 'Reports',
      role: 'developer',
      subject: { id: key },
    });
    expect((await ada.get(`/api/teams/${team}`, bearer)).status).toBe(200);
    await ada.post(at(`/${id}/attest`), { subject: { kind: 'api_key', id: key }, decision: 'revoke' });

    await expect
      .poll(async () => (await ada.get(`/api/teams/${team}`, bearer)).status, { timeout: 5_000 })
      .toBe(401);
    await expect.poll(async () => (await shown(id)).revoked, { timeout: 5_000 }).toBe(1);
    expect((await stack.store.read(`api_key-${key}`)).map(({ type }) => type)).toEqual([
      'ApiKeyIssued',
      'ApiKeyRevoked',
    ]);
  });

  it('of somebody who has left meanwhile is done already', async () => {
    const id = await start();
    const again = await start();
    await attest(id, grace, 'revoke');
    await expect.poll(async () => (await shown(id)).rights[2]?.revoked_at, { timeout: 10_000 }).toBeTruthy();

    expect((await attest(again, grace, 'revoke')).status).toBe(200);

    await expect
      .poll(async () => (await shown(again)).rights[2]?.revoked_at, { timeout: 10_000 })
      .toBeTruthy();
  });
});

describe('the report', () => {
  it('is CSV that no program runs', async () => {
    const id = await start();
    await attest(id, grace, 'keep');
    await stack.caughtUp();

    const answer = await ada.get(at(`/${id}/report`));
    const lines = (answer.body as unknown as string).split('\r\n');

    expect(answer.headers.get('content-type')).toContain('text/csv');
    expect(answer.headers.get('content-disposition')).toMatch(
      /attachment; filename="access-review-\d{4}-\d\d-\d\d\.csv"/,
    );
    expect(lines).toHaveLength(5);
    expect(lines[3]).toContain(`user,${grace.id},'=Grace(),`);
    expect(lines[3]).toContain(',keep,Ada,');
  });
});

it.each([
  [{ scope: 'everything', due_in_days: 14 }],
  [{ scope: 'all', due_in_days: 0 }],
  [{ scope: 'all', due_in_days: 14, reviewer: 'ada' }],
  [{}],
])('a review %j is refused', async (body) => {
  expect(await ada.post(at(), body)).toMatchObject({ status: 422, body: { code: 'invalid-input' } });
});
