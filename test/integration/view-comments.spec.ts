import type { Mailbox } from '@pgai/contracts/mailbox.js';
import type { CommentList } from '@pgai/contracts/views.js';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type Stack, startStack } from '../support/app.ts';
import { joinTeam } from '../support/join-team.ts';
import { mailTo } from '../support/mailbox.ts';
import type { Person } from '../support/person.ts';
import { type Shop, startShop } from '../support/shop.ts';
import { bodyOf, startViews } from '../support/views.ts';

let stack: Stack;
let shop: Shop;
let views: Awaited<ReturnType<typeof startViews>>;
let vera: Person;

beforeAll(async () => {
  [stack, shop] = await Promise.all([startStack(), startShop(inject('postgresUrl'))]);
  views = await startViews(stack, shop);
  vera = await stack.person('Vera');
  await joinTeam(stack, views.team, vera.id, 'viewer');
});
afterAll(async () => {
  await stack.stop();
  await shop.drop();
});

const threads = async (view: string) => {
  await stack.caughtUp();
  return bodyOf<CommentList>(await views.ada.get(`${view}/comments`)).data;
};

it('a thread hangs on a node, is replied to, resolved and opened again', async () => {
  const { ada, made } = views;
  const view = await made();
  const begun = await vera.post(`${view}/comments`, { anchor: { node: 'c1' }, text: ' What is this? ' });
  const thread = `${view}/comments/${begun.body.id}`;
  await ada.post(`${thread}/replies`, { text: 'What we sell.' });

  expect(begun.status).toBe(201);
  expect(await threads(view)).toMatchObject([
    {
      id: begun.body.id,
      branch: 'main',
      anchor: { node: 'c1' },
      resolved: false,
      messages: [
        { by: vera.id, text: 'What is this?', mentions: [] },
        { by: ada.id, text: 'What we sell.' },
      ],
    },
  ]);
  await ada.post(`${thread}/resolve`);
  expect(await threads(view)).toMatchObject([{ resolved: true }]);
  await vera.post(`${thread}/reopen`);
  expect(await threads(view)).toMatchObject([{ resolved: false }]);
});

it('is settled by its author or by whoever may edit', async () => {
  const { ada, made } = views;
  const view = await made();
  const { id } = (await ada.post(`${view}/comments`, { text: 'Hm' })).body;
  expect((await vera.post(`${view}/comments/${id}/resolve`)).body.code).toBe('not-permitted');
});

it('a member who is mentioned gets one mail with the comment, others none', async () => {
  const { ada, made, one } = views;
  const view = await made();
  const said = 'Look at this <b>column</b>';
  await ada.post(`${view}/comments`, { text: said, mentions: [vera.id, vera.id, ada.id] });
  const mail = await mailTo(stack.url, vera.email, /mentions you/);

  expect(mail.subject).toBe(`Ada mentions you at ${(await one(view)).name}`);
  expect(mail.text).toContain(said);
  expect(mail.text).toContain(view.replace('/api', ''));
  const mails = bodyOf<Mailbox>(await ada.get('/api/mailbox')).data;
  expect(mails.filter(({ subject }) => subject.includes('mentions you'))).toHaveLength(1);
});

it('nobody outside the team is mentioned, and what is no comment is refused', async () => {
  const { ada, made } = views;
  const view = await made();
  const eve = await stack.person('Eve');
  const add = async (more: object) => (await ada.post(`${view}/comments`, { text: 'x', ...more })).body.code;

  expect(await add({ mentions: [eve.id] })).toBe('mention-not-possible');
  expect(await add({ branch: 'nowhere' })).toBe('branch-not-found');
  expect(await add({ text: '  ' })).toBe('invalid-input');
  expect(await add({ text: 'a\0b' })).toBe('invalid-input');
  expect((await ada.post(`${view}/comments/${eve.id}/replies`, { text: 'x' })).body.code).toBe(
    'comment-not-found',
  );
});

it('is not for keys, as they are nobody', async () => {
  const { ada, team, made } = views;
  const view = await made();
  const { body } = await ada.post(`/api/teams/${team}/api-keys`, { name: 'CI', role: 'admin' });
  const { secret } = body as unknown as { secret: string };
  const answer = await stack
    .stranger()
    .post(`${view}/comments`, { text: 'x' }, { authorization: `Bearer ${secret}` });
  expect(answer.body.code).toBe('people-only');
});
