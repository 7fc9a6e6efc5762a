import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stack, startStack } from '../support/app.ts';
import { mailTo, tokenIn } from '../support/mailbox.ts';
import { Person, password } from '../support/person.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

const next = 'a longer sentence than before';
const subject = /^Choose a new password$/;
const ask = (email: string) => stack.stranger().post('/api/auth/request-password-reset', { email });
const reset = (token: string, new_password = next, headers = {}) =>
  stack.stranger().post('/api/auth/reset-password', { token, new_password }, headers);
const signIn = async ({ email }: Person, secret: string) => {
  const browser = new Person(stack.url);
  return (await browser.post('/api/auth/sign-in', { email, password: secret })).status;
};
const linkFor = async ({ email }: Person) => {
  await ask(email);
  return tokenIn(await mailTo(stack.url, email, subject));
};
const typesOf = async ({ id }: Person) => (await stack.store.read(`user-${id}`)).map(({ type }) => type);

describe('resetting the password', () => {
  it('opens with the new one, ends every session, and verifies the address', async () => {
    const ada = await stack.person('Ada');
    const token = await linkFor(ada);

    const done = await reset(token);

    expect(done.status).toBe(204);
    expect(done.headers.get('set-cookie')).toBeNull();
    expect([await signIn(ada, password), await signIn(ada, next)]).toEqual([401, 200]);
    expect((await ada.get('/api/me')).status).toBe(401);
    expect(await typesOf(ada)).toEqual([
      'UserRegistered',
      'PasswordResetRequested',
      'PasswordReset',
      'EmailVerified',
      'SignInFailed',
    ]);
  });

  it('works once, and voids every other link; the same command sent again is done once', async () => {
    const ada = await stack.person('Ada');
    await ask(ada.email);
    const first = tokenIn(await mailTo(stack.url, ada.email, subject));
    await ask(ada.email);
    await expect
      .poll(() =>
        stack.query("select 1 from app.mail where template = 'reset-password' and subject_id = $1", [ada.id]),
      )
      .toHaveLength(2);
    const second = tokenIn(await mailTo(stack.url, ada.email, subject));
    const key = { 'idempotency-key': 'reset-1' };

    const answers = [
      await reset(second, next, key),
      await reset(second, next, key),
      await reset(second),
      await reset(first),
    ];

    expect(answers.map(({ status }) => status)).toEqual([204, 204, 410, 410]);
    expect((await typesOf(ada)).filter((type) => type === 'PasswordReset')).toHaveLength(1);
  });

  it('is over after an hour', async () => {
    const ada = await stack.person('Ada');
    const token = await linkFor(ada);
    const [{ minutes }] = (await stack.query(
      `select round(extract(epoch from expires_at - now()) / 60) as minutes
       from app.mail_token where subject_id = $1 and purpose = 'reset-password'`,
      [ada.id],
    )) as [{ minutes: string }];
    await stack.query('update app.mail_token set expires_at = now() where subject_id = $1', [ada.id]);

    expect(Number(minutes)).toBe(60);
    expect(await reset(token)).toMatchObject({ status: 410, body: { code: 'link-no-good' } });
    expect(await signIn(ada, password)).toBe(200);
  });

  it('to a weak password says why, and the link still works', async () => {
    const ada = await stack.person('Ada');
    const token = await linkFor(ada);

    const weak = await reset(token, ada.email);

    expect(weak).toMatchObject({ status: 422, body: { errors: [{ field: 'new_password' }] } });
    expect((await reset(token)).status).toBe(204);
  });

  it('opens an account that was locked', async () => {
    const ada = await stack.person('Ada');
    for (let n = 0; n < 5; n++) await signIn(ada, 'not it at all');
    expect(await signIn(ada, password)).toBe(429);

    await reset(await linkFor(ada));

    expect(await signIn(ada, next)).toBe(200);
  });

  it('is not done by a link for something else', async () => {
    const ada = await stack.person('Ada');
    const verification = tokenIn(await mailTo(stack.url, ada.email, /^Verify/));

    expect((await reset(verification)).status).toBe(410);
  });

  it('tells the account by mail that it was done', async () => {
    const ada = await stack.person('Ada');
    await reset(await linkFor(ada));

    const notice = await mailTo(stack.url, ada.email, /was reset by mail$/);

    expect(notice.text).not.toContain('#token');
  });
});

describe('asking for it', () => {
  it('answers the same whether there is an account or not, also when asked too often', async () => {
    const ada = await stack.person('Ada');
    const answers = async (email: string) => {
      const all = [];
      for (let n = 0; n < 4; n++) {
        const { status, body } = await ask(email);
        const { correlation_id: _, retry_after: __, ...same } = body;
        all.push({ status, same });
      }
      return all;
    };

    const there = await answers(ada.email);
    const nobody = await answers('nobody.at.all@example.com');

    expect(there.map(({ status }) => status)).toEqual([202, 202, 202, 429]);
    expect(nobody).toEqual(there);
  });
});
