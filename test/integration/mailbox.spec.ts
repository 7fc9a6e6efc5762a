import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApp } from '../../apps/api/src/app.js';
import { Config } from '../../apps/api/src/platform/config.js';
import { type Stack, startStack } from '../support/app.ts';
import { mailTo } from '../support/mailbox.ts';
import { Person } from '../support/person.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

it('shows the mails of local mode to who is not signed in, newest first', async () => {
  const [ada, grace] = [await stack.person('Ada'), await stack.person('Grace')];
  await mailTo(stack.url, ada.email, /^Verify/);
  const newest = await mailTo(stack.url, grace.email, /^Verify/);

  const list = await stack.stranger().get('/api/mailbox');

  expect(list.status).toBe(200);
  expect(JSON.stringify(list.body)).not.toContain('#token=');
  expect((list.body as unknown as { data: unknown[] }).data[0]).toEqual({
    id: newest.id,
    to: grace.email,
    subject: 'Verify your e-mail address',
    at: newest.at,
  });
});

it('says that there is no such mail', async () => {
  const missing = await stack.stranger().get('/api/mailbox/019a9f4e-7c1d-7e55-8d5e-0d9f6f2f4a11');

  expect(missing).toMatchObject({ status: 404, body: { code: 'mail-not-found' } });
});

it.each([{ PGAI_DEMO_PASSWORD: undefined }, { SMTP_URL: 'smtp://mail.example' }])(
  'is not there with %j',
  async (environment) => {
    const ada = await stack.person('Ada');
    const { id } = await mailTo(stack.url, ada.email, /^Verify/);
    const app = await createApp(new Config({ ...stack.environment, ...environment }));

    await app.listen(0, '127.0.0.1');
    const elsewhere = new Person(await app.getUrl());

    const answers = [await elsewhere.get('/api/mailbox'), await elsewhere.get(`/api/mailbox/${id}`)];
    await app.close();

    for (const answer of answers) expect(answer).toMatchObject({ status: 404, body: { code: 'no-mailbox' } });
  },
);
