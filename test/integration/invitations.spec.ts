import { randomUUID } from 'node:crypto';
import type { ImportResult, Invitation } from '@pgai/contracts/invitations.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stack, startStack } from '../support/app.ts';
import { mailTo, tokenIn } from '../support/mailbox.ts';
import type { Person } from '../support/person.ts';

let stack: Stack;
let ada: Person;
let team: string;
beforeAll(async () => {
  stack = await startStack();
  ada = await stack.person('Ada');
  team = await ada.team('Meridian');
});
afterAll(() => stack.stop());

const anybody = () => `somebody-${randomUUID()}@example.com`;
const invite = (email: string, role = 'viewer', by = ada) =>
  by.post(`/api/teams/${team}/invitations`, { email, role });
const tokenFor = async (email: string) => tokenIn(await mailTo(stack.url, email, /invites you to Meridian/));
const verify = (userId: string) =>
  stack.store.append(
    `user-${userId}`,
    [{ type: 'EmailVerified', data: {} }],
    'any',
    {
      actor: { kind: 'user', id: userId },
      team_id: null,
      correlation_id: 'test',
      causation_id: null,
      request_id: randomUUID(),
      at: new Date().toISOString(),
      schema: 1,
    },
    [randomUUID()],
  );
const open = async () => {
  await stack.caughtUp();
  const { body } = await ada.get(`/api/teams/${team}/invitations?limit=1000`);
  return body.data as unknown as Invitation[];
};

describe('inviting', () => {
  it('sends a mail whose link makes a member, once', async () => {
    const grace = await stack.person('Grace');

    const invited = await invite(grace.email, 'developer');
    const token = await tokenFor(grace.email);
    const offer = await stack.stranger().post('/api/invitations/look', { token });
    const accepted = await grace.post('/api/invitations/accept', { token });
    const mine = await grace.get(`/api/teams/${team}?at_least=${accepted.body.revision}`);
    const again = await grace.post('/api/invitations/accept', { token });

    expect(invited).toMatchObject({ status: 201, body: { id: expect.any(String) } });
    expect(offer.body).toMatchObject({ team_name: 'Meridian', role: 'developer', invited_by_name: 'Ada' });
    expect(accepted).toMatchObject({ status: 200, body: { id: team } });
    expect(mine.body.role).toBe('developer');
    expect(again).toMatchObject({ status: 410, body: { code: 'link-no-good' } });
    const { body } = await ada.get(`/api/teams/${team}/members?limit=1000`);
    expect(body.data.find(({ name }) => name === 'Grace')).toMatchObject({ invited_by_name: 'Ada' });
  });

  it('answers an accept that is sent again as it did the first time', async () => {
    const lin = await stack.person('Lin');
    await invite(lin.email);
    const body = { token: await tokenFor(lin.email) };
    const key = { 'idempotency-key': randomUUID() };

    const first = await lin.post('/api/invitations/accept', body, key);
    const again = await lin.post('/api/invitations/accept', body, key);

    expect(first.status).toBe(200);
    expect(again.body).toEqual(first.body);
  });

  it('tells nothing of accounts: with or without one the answer is the same', async () => {
    const someone = await stack.person('Someone');

    const answers = [await invite(someone.email), await invite(anybody())];

    const shape = answers.map(({ status, body }) => [status, Object.keys(body)]);
    expect(shape[0]).toEqual(shape[1]);
  });

  it('twice is refused, and so is a member', async () => {
    const email = anybody();
    await invite(email);
    await stack.caughtUp();

    const again = await invite(email.toUpperCase());
    const member = await invite(ada.email);

    expect(again).toMatchObject({ status: 409, body: { code: 'already-invited' } });
    expect(member).toMatchObject({ status: 409, body: { code: 'already-member' } });
  });

  it('sent again under one Idempotency-Key is one invitation', async () => {
    const body = { email: anybody(), role: 'viewer' };
    const key = { 'idempotency-key': randomUUID() };

    const first = await ada.post(`/api/teams/${team}/invitations`, body, key);
    await stack.caughtUp();
    const again = await ada.post(`/api/teams/${team}/invitations`, body, key);

    expect(again).toMatchObject({ status: 201, body: first.body });
  });

  it('is not for viewers, and the list is not theirs either', async () => {
    const vera = await stack.person('Vera');
    await invite(vera.email);
    await vera.post('/api/invitations/accept', { token: await tokenFor(vera.email) });

    expect(await invite(anybody(), 'viewer', vera)).toMatchObject({
      status: 403,
      body: { code: 'not-permitted' },
    });
    expect((await vera.get(`/api/teams/${team}/invitations`)).status).toBe(403);
  });

  it.each([
    [{ email: 'nobody', role: 'viewer' }, 'email'],
    [{ email: 'a@example.com', role: 'king' }, 'role'],
    [{ email: 'a@example.com', role: 'viewer', more: 1 }, 'more'],
  ])('refuses %j and names the field', async (body, field) => {
    const refused = await ada.post(`/api/teams/${team}/invitations`, body);
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ field }] } });
  });

  it('leaves no token and no address in any event or read model of the log', async () => {
    const email = anybody();
    await invite(email);
    const token = await tokenFor(email);
    await stack.caughtUp();

    const events = JSON.stringify(await stack.query('select data, metadata from read.ledger_entry'));

    expect(events).not.toContain(token);
    expect(events).not.toContain(email);
  });
});

describe('an invitation', () => {
  it('works no more once revoked', async () => {
    const eve = await stack.person('Eve');
    const { body } = await invite(eve.email);
    const token = await tokenFor(eve.email);

    await ada.post(`/api/teams/${team}/invitations/${body.id}/revoke`);
    const late = await eve.post('/api/invitations/accept', { token });

    expect(late).toMatchObject({ status: 410, body: { code: 'link-no-good' } });
    expect((await open()).map(({ invitation_id }) => invitation_id)).not.toContain(body.id);
  });

  it('works no more once its time is over', async () => {
    const eve = await stack.person('Eve');
    await invite(eve.email);
    const token = await tokenFor(eve.email);
    await stack.query(
      "update app.mail_token set expires_at = now() - interval '1 second' where used_at is null",
    );

    const late = await eve.post('/api/invitations/accept', { token });

    expect(late).toMatchObject({ status: 410, body: { code: 'link-no-good' } });
  });

  it('is sent again with a link that works', async () => {
    const email = anybody();
    const { body } = await invite(email);
    const first = await tokenFor(email);
    await ada.post(`/api/teams/${team}/invitations/${body.id}/resend`);
    await expect.poll(() => tokenFor(email)).not.toBe(first);

    const offer = await stack.stranger().post('/api/invitations/look', { token: await tokenFor(email) });

    expect(offer).toMatchObject({ status: 200, body: { email } });
    expect((await open()).find(({ invitation_id }) => invitation_id === body.id)).toMatchObject({ sent: 2 });
  });

  it('to another address is accepted with a verified one only', async () => {
    const mallory = await stack.person('Mallory');
    const email = anybody();
    await invite(email);
    const token = await tokenFor(email);

    const unverified = await mallory.post('/api/invitations/accept', { token });
    await verify(mallory.id);
    const verified = await mallory.post('/api/invitations/accept', { token });

    expect(unverified).toMatchObject({ status: 403, body: { code: 'email-not-verified' } });
    expect(verified.status).toBe(200);
  });

  it('needs somebody who is signed in', async () => {
    const refused = await stack.stranger().post('/api/invitations/accept', { token: 'x'.repeat(43) });
    expect(refused).toMatchObject({ status: 401, body: { code: 'not-signed-in' } });
  });

  it('of another team is not there', async () => {
    const eve = await stack.person('Eve');
    const other = await eve.team('Elsewhere');
    const { body } = await invite(anybody());

    const refused = await eve.post(`/api/teams/${other}/invitations/${body.id}/revoke`);
    const foreign = await eve.post(`/api/teams/${team}/invitations/${body.id}/revoke`);

    expect(refused).toMatchObject({ status: 404, body: { code: 'invitation-not-found' } });
    expect(foreign).toMatchObject({ status: 404, body: { code: 'team-not-found' } });
  });
});

describe('importing members', () => {
  const run = (csv: string, dry_run = false, key = {}) =>
    ada.post(`/api/teams/${team}/members/import`, { csv, dry_run }, key);
  const result = ({ body }: { body: unknown }) => body as ImportResult;
  const codes = (answer: { body: unknown }) =>
    result(answer).lines.map(({ line, problem }) => [line, problem && `${problem.field} ${problem.code}`]);

  it('says in a dry run what is wrong with each line, and invites nobody', async () => {
    const [fresh, asked] = [anybody(), anybody()];
    await invite(asked);
    await stack.caughtUp();
    const before = await open();

    const dry = await run(
      `\ufeffEmail;Role\n${fresh};viewer\nnonsense;viewer\n\n${fresh.toUpperCase()};developer\n${anybody()};king\n` +
        `${ada.email};viewer\n${asked};viewer\n;viewer\n${anybody()};viewer;more\n"with ""quotes""";viewer\n`,
      true,
    );

    expect(codes(dry)).toEqual([
      [2, null],
      [3, 'email invalid'],
      [5, 'email duplicate'],
      [6, 'role invalid'],
      [7, 'email already-member'],
      [8, 'email already-invited'],
      [9, 'email missing'],
      [10, 'line wrong-columns'],
      [11, 'email invalid'],
    ]);
    expect(result(dry)).toMatchObject({ dry_run: true, good: 1, bad: 8, revision: null });
    expect(await open()).toEqual(before);
  });

  it('invites all lines that can be, in one go, and says which cannot', async () => {
    const emails = [anybody(), anybody()];

    const done = await run(`email,role\n${emails[0]},viewer\nnonsense,viewer\n${emails[1]},developer\n`);

    expect(result(done)).toMatchObject({ good: 2, bad: 1, revision: expect.any(Number) });
    expect((await open()).map(({ email }) => email)).toEqual(expect.arrayContaining(emails));
    const events = await stack.store.read(`team-${team}`);
    const { metadata } = events.findLast(({ type }) => type === 'MembersImported')!;
    const together = events.filter((event) => event.metadata.request_id === metadata.request_id);
    expect(together.map(({ type }) => type)).toEqual(['MembersImported', 'MemberInvited', 'MemberInvited']);
    await Promise.all(emails.map(tokenFor));
  });

  it('sent again under one Idempotency-Key is done once', async () => {
    const csv = `email,role\n${anybody()},viewer\n`;
    const key = { 'idempotency-key': randomUUID() };

    const first = await run(csv, false, key);
    await stack.caughtUp();
    const again = await run(csv, false, key);

    expect(again.body).toEqual(first.body);
  });

  it.each([
    ['name,mail\nx,y\n', /lacks email and role/],
    ['', /Paste or choose/],
    [`email,role\n${'a@example.com,viewer\n'.repeat(501)}`, /at most 500/],
    ['email,role\n"never closed,viewer\n', /not CSV/],
  ])('refuses what is no list of members: %.20j', async (csv, why) => {
    const refused = await run(csv);
    expect(refused).toMatchObject({ status: 422, body: { detail: expect.stringMatching(why) } });
  });

  it('takes 500 lines', async () => {
    const lines = Array.from({ length: 500 }, (_, n) => `import-${n}@example.com,viewer`);
    const done = await run(`role_before,email,role\n${lines.map((line) => `x,${line}`).join('\n')}\n`);
    expect(result(done)).toMatchObject({ good: 500, bad: 0 });
  });
});
