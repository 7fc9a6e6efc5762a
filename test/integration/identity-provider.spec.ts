import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../apps/api/src/app.js';
import { Config } from '../../apps/api/src/platform/config.js';
import { type Stack, startStack } from '../support/app.ts';
import { personWithApp, verifiedPerson } from '../support/authenticator.ts';
import { client, startIdentityProvider } from '../support/identity-provider.ts';
import { mailTo, tokenIn } from '../support/mailbox.ts';
import { Person, password } from '../support/person.ts';

/** Nobody listens there: what the provider sends back, a test brings to the API itself. */
const publicUrl = 'http://127.0.0.1:4999';
let stack: Stack;
let provider: Awaited<ReturnType<typeof startIdentityProvider>>;
beforeAll(async () => {
  provider = await startIdentityProvider({ publicUrl });
  stack = await startStack({
    environment: {
      PGAI_PUBLIC_URL: publicUrl,
      PGAI_OIDC_ISSUER: provider.issuer,
      PGAI_OIDC_CLIENT_ID: client.id,
      PGAI_OIDC_CLIENT_SECRET: client.secret,
      PGAI_OIDC_NAME: 'Meridian',
    },
  });
});
afterAll(async () => {
  await stack.stop();
  await provider.stop();
});

/** A browser that keeps the cookies of both the session and the way through the provider. */
class Browser extends Person {
  private readonly jar = new Map<string, string>();

  override async send(...asked: Parameters<Person['send']>) {
    this.cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await super.send(...asked);
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value) this.jar.set(name, value);
      else this.jar.delete(name);
    }
    return answer;
  }

  async start(path = '/api/auth/identity/start', body: object = { return_to: '/teams' }) {
    const { body: answer } = await this.post(path, body);
    return (answer as unknown as { location: string }).location;
  }
  finish = (query: string) => this.post('/api/auth/identity/finish', { query });
}
const browser = () => new Browser(stack.url);

const somebody = (email_verified = true) => {
  const subject = `subject-${randomUUID()}`;
  const email = `${subject}@example.com`;
  provider.people.set(subject, { email, email_verified, name: 'Grace Hopper' });
  return { subject, email };
};
const signInAs = async ({ subject }: { subject: string }, page = browser()) => {
  const answer = await page.finish(await provider.visit(await page.start(), subject));
  return { ...answer, page };
};
const typesOf = async (id: string) => (await stack.store.read(`user-${id}`)).map(({ type }) => type);

describe('signing in through the identity provider', () => {
  it('makes an account with a verified address the first time, and opens it from then on', async () => {
    const grace = somebody();

    const first = await signInAs(grace);
    const second = await signInAs(grace);

    expect(first).toMatchObject({ status: 200, body: { return_to: '/teams' } });
    expect(second.body.user_id).toBe(first.body.user_id);
    expect((await first.page.get('/api/me')).body).toMatchObject({
      email: grace.email,
      name: 'Grace Hopper',
      email_verified: true,
    });
    expect(await typesOf(first.body.user_id)).toEqual(['UserRegistered', 'EmailVerified', 'IdentityLinked']);
  });

  it('keeps subject, address and name out of the log, and unreadable in the tables', async () => {
    const grace = somebody();
    await signInAs(grace);

    const log = JSON.stringify(await Array.fromAsync(stack.store.readAll()), (_, v) =>
      typeof v === 'bigint' ? `${v}` : v,
    );
    const tables = JSON.stringify([
      await stack.query('select * from app.identity'),
      await stack.query('select * from app.credential'),
    ]);

    for (const personal of [grace.subject, 'Grace Hopper']) {
      expect(log).not.toContain(personal);
      expect(tables).not.toContain(personal);
    }
  });

  it('does not open an account with that address that was never linked, until its owner links it', async () => {
    const grace = somebody();
    const page = browser();
    await page.post('/api/auth/sign-up', { email: grace.email, password, name: 'Grace' });

    const refused = await signInAs(grace);
    const token = tokenIn(await mailTo(stack.url, grace.email, /^Verify/));
    const unverified = await page.post('/api/me/identity/start', { password });
    await page.post('/api/auth/verify-email', { token });
    await stack.caughtUp();
    const wrong = await page.post('/api/me/identity/start', { password: 'not the password' });
    const query = await provider.visit(
      await page.start('/api/me/identity/start', { password }),
      grace.subject,
    );
    const linked = await page.post('/api/me/identity/link', { query });
    const opened = await signInAs(grace);

    expect(refused).toMatchObject({ status: 409, body: { code: 'email-taken' } });
    expect(unverified.body).toMatchObject({ code: 'email-not-verified' });
    expect(wrong.body).toMatchObject({ code: 'wrong-password' });
    expect(linked.status).toBe(200);
    expect(opened).toMatchObject({ status: 200, body: { user_id: linked.body.id } });
    expect((await page.get('/api/me/identity')).body).toMatchObject({
      provider: 'Meridian',
      linked_at: expect.any(String),
    });
  });

  it('is refused for an address the provider has not verified', async () => {
    const refused = await signInAs(somebody(false));

    expect(refused).toMatchObject({ status: 403, body: { code: 'identity-email-unverified' } });
    expect(refused.headers.getSetCookie().join()).not.toContain('pgai_session');
  });

  it('still asks for the second factor of the account', async () => {
    const { person, code } = await personWithApp(stack, 'Ada');
    const subject = `subject-${randomUUID()}`;
    provider.people.set(subject, { email: 'elsewhere@example.com', email_verified: true });
    const page = browser();
    await page.post('/api/auth/sign-in', { email: person.email, password, totp: await code(0) });
    await page.post('/api/me/identity/link', {
      query: await provider.visit(await page.start('/api/me/identity/start', { password }), subject),
    });

    const { page: other, ...required } = await signInAs({ subject });
    const before = await other.get('/api/me');
    const wrong = await other.post('/api/auth/identity/second-factor', { totp: '123456' });
    const done = await other.post('/api/auth/identity/second-factor', { totp: await code(1) });

    expect(required).toMatchObject({ status: 401, body: { code: 'second-factor-required' } });
    expect(before.status).toBe(401);
    expect(wrong).toMatchObject({ status: 401, body: { code: 'wrong-code' } });
    expect(done).toMatchObject({ status: 200, body: { user_id: person.id, return_to: '/teams' } });
    expect((await other.get('/api/me/second-factor')).body).toMatchObject({ in_this_session: true });
  });
});

describe('an answer of the provider', () => {
  const refused = { status: 401, body: { code: 'identity-refused' } };

  it('works once', async () => {
    const page = browser();
    const location = await page.start();
    const query = await provider.visit(location, somebody().subject);
    const kept = new Map((page as unknown as { jar: Map<string, string> }).jar);

    const first = await page.finish(query);
    const again = await page.finish(query);
    const thief = browser();
    (thief as unknown as { jar: Map<string, string> }).jar.set('pgai_sign_in', kept.get('pgai_sign_in')!);
    const replayed = await thief.finish(query);

    expect(first.status).toBe(200);
    expect(again).toMatchObject(refused);
    expect(replayed).toMatchObject(refused); // by the provider itself
  });

  it('with another state, from another browser, cut short or with an error is refused', async () => {
    const { subject } = somebody();
    const page = browser();
    const query = await provider.visit(await page.start(), subject);
    const forged = query.replace(/state=[^&]+/, 'state=sign-in.forged');

    expect(await browser().finish(query)).toMatchObject(refused);
    expect(await page.finish(forged)).toMatchObject(refused);
    await page.start();
    expect(await page.finish(query)).toMatchObject(refused); // of the start before
    await page.start();
    expect(await page.finish('?error=access_denied&state=x')).toMatchObject(refused);
    await page.start();
    expect(await page.finish('?nothing')).toMatchObject(refused);
  });

  it('of another issuer than the one asked is refused', async () => {
    const page = browser();
    const query = await provider.visit(await page.start(), somebody().subject);

    const mixed = query.replace(/iss=[^&]+/, `iss=${encodeURIComponent('https://evil.example')}`);

    expect(query).toContain('iss=');
    expect(await page.finish(mixed)).toMatchObject(refused);
  });

  it('to signing in links nothing, and one to linking signs nobody in', async () => {
    const ada = await verifiedPerson(stack, 'Ada');
    const page = browser();
    await page.post('/api/auth/sign-in', { email: ada.email, password });
    const forSignIn = await provider.visit(await page.start(), somebody().subject);
    expect(await page.post('/api/me/identity/link', { query: forSignIn })).toMatchObject(refused);

    const forLink = await provider.visit(
      await page.start('/api/me/identity/start', { password }),
      somebody().subject,
    );
    expect(await page.finish(forLink)).toMatchObject(refused);
  });

  it('to somebody else’s linking is refused', async () => {
    const [ada, eve] = [await verifiedPerson(stack, 'Ada'), await verifiedPerson(stack, 'Eve')];
    const page = browser();
    await page.post('/api/auth/sign-in', { email: eve.email, password });
    const query = await provider.visit(
      await page.start('/api/me/identity/start', { password }),
      somebody().subject,
    );
    await page.post('/api/auth/sign-in', { email: ada.email, password });

    expect(await page.post('/api/me/identity/link', { query })).toMatchObject(refused);
  });
});

describe('a link', () => {
  const signedIn = async (name: string) => {
    const person = await verifiedPerson(stack, name);
    const page = browser();
    await page.post('/api/auth/sign-in', { email: person.email, password });
    const link = async (subject: string) =>
      page.post('/api/me/identity/link', {
        query: await provider.visit(await page.start('/api/me/identity/start', { password }), subject),
      });
    return { person, page, link };
  };

  it('is of one identity to one account', async () => {
    const [ada, eve] = [await signedIn('Ada'), await signedIn('Eve')];
    const { subject } = somebody();

    const answers = [
      await ada.link(subject),
      await ada.link(subject),
      await eve.link(subject),
      await ada.link(somebody().subject),
    ];

    expect(answers.map(({ status, body }) => body.code ?? status)).toEqual([
      200,
      200,
      'identity-taken',
      'identity-linked',
    ]);
  });

  it('is ended with the password, and then opens nothing', async () => {
    const { person, page, link } = await signedIn('Ada');
    const grace = somebody();
    await link(grace.subject);

    const wrong = await page.post('/api/me/identity/unlink', { password: 'not the password' });
    const done = await page.post('/api/me/identity/unlink', { password });

    expect([wrong.status, done.status]).toEqual([403, 200]);
    expect((await page.get('/api/me/identity')).body).toMatchObject({ linked_at: null });
    expect((await signInAs(grace)).body.user_id).not.toBe(person.id);
    expect(await typesOf(person.id)).toEqual([
      'UserRegistered',
      'EmailVerified',
      'IdentityLinked',
      'IdentityUnlinked',
    ]);
  });
});

describe('an identity provider', () => {
  const start = async (environment: Record<string, string | undefined>) => {
    const app = await createApp(new Config({ ...stack.environment, ...environment }));
    await app.listen(0, '127.0.0.1');
    const answer = await new Person(await app.getUrl()).post('/api/auth/identity/start', {});
    await app.close();
    return answer;
  };

  it('that calls itself by another name than it is found under, or does not answer, is not gone to', async () => {
    const foreign = await startIdentityProvider({ publicUrl, foreign: true });

    const answers = [
      await start({ PGAI_OIDC_ISSUER: foreign.issuer }),
      await start({ PGAI_OIDC_ISSUER: 'http://127.0.0.1:9' }),
    ];
    await foreign.stop();

    for (const answer of answers)
      expect(answer).toMatchObject({ status: 503, body: { code: 'identity-provider-unavailable' } });
  });

  it('that is not configured is not offered', async () => {
    const none = await start({
      PGAI_OIDC_ISSUER: undefined,
      PGAI_OIDC_CLIENT_ID: undefined,
      PGAI_OIDC_CLIENT_SECRET: undefined,
    });

    expect(none).toMatchObject({ status: 404, body: { code: 'no-identity-provider' } });
    expect((await browser().get('/api/auth/options')).body).toEqual({
      identity_provider: 'Meridian',
      mailbox: true,
    });
  });
});
