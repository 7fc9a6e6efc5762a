import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stack, startStack } from '../support/app.ts';
import { mailTo, tokenIn } from '../support/mailbox.ts';
import type { Person } from '../support/person.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

const subject = /^Verify your e-mail address$/;
const verify = (token: string, headers = {}) =>
  stack.stranger().post('/api/auth/verify-email', { token }, headers);
const typesOf = async ({ id }: Person) => (await stack.store.read(`user-${id}`)).map(({ type }) => type);
const log = async () =>
  JSON.stringify(await Array.fromAsync(stack.store.readAll()), (_, v) =>
    typeof v === 'bigint' ? `${v}` : v,
  );

describe('verifying the e-mail address', () => {
  it('works by the link that signing up sends, in any browser', async () => {
    const ada = await stack.person('Ada');
    expect((await ada.get('/api/me')).body).toMatchObject({ email_verified: false });
    const mail = await mailTo(stack.url, ada.email, subject);

    const verified = await verify(tokenIn(mail));

    expect(mail.text).toContain('http://pgai.test/verify-email#token=');
    expect(verified).toMatchObject({ status: 200, body: { id: ada.id } });
    const me = await ada.get(`/api/me?at_least=${verified.body.revision}`);
    expect(me.body).toMatchObject({ email_verified: true });
    expect(await typesOf(ada)).toEqual(['UserRegistered', 'EmailVerified']);
  });

  it('uses the link up, but not for the same command sent again', async () => {
    const ada = await stack.person('Ada');
    const token = tokenIn(await mailTo(stack.url, ada.email, subject));
    const key = { 'idempotency-key': 'verify-1' };

    const answers = [await verify(token, key), await verify(token, key), await verify(token)];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 410]);
    expect(answers[2]!.body).toMatchObject({ code: 'link-no-good' });
  });

  it('refuses a link that is too old, cut short, or was for something else', async () => {
    const ada = await stack.person('Ada');
    const token = tokenIn(await mailTo(stack.url, ada.email, subject));
    await stack.query('update app.mail_token set expires_at = now() where subject_id = $1', [ada.id]);

    for (const bad of [token, token.slice(1), `${token}x`, '../../etc/passwd'])
      expect(await verify(bad)).toMatchObject({ status: 410, body: { code: 'link-no-good' } });
    expect(await typesOf(ada)).toEqual(['UserRegistered']);
  });

  it('can ask for another link, three times an hour', async () => {
    const ada = await stack.person('Ada');
    const ask = () => ada.post('/api/me/request-email-verification');

    const answers = [await ask(), await ask(), await ask(), await ask()];

    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 429]);
    expect(answers[3]!.body).toMatchObject({ code: 'too-many-mails' });
    expect(Number(answers[3]!.headers.get('retry-after'))).toBeGreaterThan(3_000);
    expect((await typesOf(ada)).filter((type) => type === 'EmailVerificationRequested')).toHaveLength(3);
  });

  it('sends no link once it is verified', async () => {
    const ada = await stack.person('Ada');
    await verify(tokenIn(await mailTo(stack.url, ada.email, subject)));

    const asked = await ada.post('/api/me/request-email-verification');

    expect(asked.status).toBe(202);
    expect(await typesOf(ada)).toEqual(['UserRegistered', 'EmailVerified']);
  });

  it('leaves no token in the log or the tables, and links where the Host header does not say', async () => {
    const ada = await stack.person('Ada');
    await ada.post('/api/me/request-email-verification', undefined, {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
    });
    const mail = await mailTo(stack.url, ada.email, subject);
    const tables = JSON.stringify([
      await stack.query('select * from app.mail'),
      await stack.query('select * from app.mail_token'),
      await stack.query('select * from graphile_worker._private_jobs'),
    ]);

    expect(mail.text).not.toContain('evil.example');
    for (const secret of [tokenIn(mail), ada.email]) {
      expect(await log()).not.toContain(secret);
      expect(tables).not.toContain(secret);
    }
  });
});
