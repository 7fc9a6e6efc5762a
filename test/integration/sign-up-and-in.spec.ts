import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stack, startStack } from '../support/app.ts';
import { Person } from '../support/person.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

const password = 'correct horse battery';

describe('signing up', () => {
  it('makes an account and a session', async () => {
    const ada = await stack.person('Ada Lovelace');

    const me = await ada.get('/api/me');

    expect(me).toMatchObject({
      status: 200,
      body: { user_id: ada.id, email: ada.email, name: 'Ada Lovelace', teams: [] },
    });
  });

  it('keeps address, name, password and token out of the log and the tables', async () => {
    const ada = await stack.person('Canary Zebrafinch');
    await stack.caughtUp();

    const events = JSON.stringify(await Array.fromAsync(stack.store.readAll()), (_, v) =>
      typeof v === 'bigint' ? `${v}` : v,
    );
    const tables = JSON.stringify([
      await stack.query('select * from app.credential'),
      await stack.query('select * from app.session'),
      await stack.query('select * from app.idempotency_key'),
    ]);

    for (const secret of ['Zebrafinch', ada.email, password, ada.cookie.split('=')[1]!]) {
      expect(events).not.toContain(secret);
      expect(tables).not.toContain(secret);
    }
  });

  it('names every field that is wrong', async () => {
    const refused = await stack
      .stranger()
      .post('/api/auth/sign-up', { email: 'ada', password: 'short', nickname: 'x' });

    expect(refused.status).toBe(422);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(refused.body.errors?.map(({ field }) => field).sort()).toEqual([
      'email',
      'name',
      'nickname',
      'password',
    ]);
  });

  it('is refused for a taken address, in any case of letters', async () => {
    const ada = await stack.person('Ada');

    const again = await stack
      .stranger()
      .post('/api/auth/sign-up', { email: ada.email.toUpperCase(), password, name: 'Eve' });

    expect(again).toMatchObject({ status: 409, body: { code: 'email-taken' } });
  });

  it('sent twice with one Idempotency-Key makes one account', async () => {
    const body = { email: 'grace@example.com', password, name: 'Grace' };
    const key = { 'idempotency-key': 'sign-up-1' };

    const answers = await Promise.all(
      [1, 2, 3].map(() => stack.stranger().post('/api/auth/sign-up', body, key)),
    );

    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map((answer) => answer.body.user_id)).size).toBe(1);
  });
});

describe('signing in', () => {
  it('works with the password and sets a cookie that scripts cannot read', async () => {
    const ada = await stack.person('Ada');
    const browser = new Person(stack.url);

    const signedIn = await browser.post('/api/auth/sign-in', { email: ada.email, password });

    expect(signedIn).toMatchObject({ status: 200, body: { user_id: ada.id } });
    expect(signedIn.headers.get('set-cookie')).toMatch(/^pgai_session=[\w-]{43}; .*HttpOnly; SameSite=Lax/);
  });

  it('answers the same for a wrong password and an unknown address', async () => {
    const ada = await stack.person('Ada');

    const wrong = await stack
      .stranger()
      .post('/api/auth/sign-in', { email: ada.email, password: 'not it at all' });
    const unknown = await stack
      .stranger()
      .post('/api/auth/sign-in', { email: 'nobody@example.com', password });

    expect(wrong).toMatchObject({ status: 401, body: { code: 'wrong-credentials' } });
    const { correlation_id: _, ...same } = wrong.body;
    expect(unknown.body).toMatchObject(same);
  });
});

describe('signing out', () => {
  it('ends the session at once, and says so in the log', async () => {
    const ada = await stack.person('Ada');
    const { cookie } = ada;

    const out = await ada.post('/api/auth/sign-out');
    ada.cookie = cookie; // a thief who kept it

    expect(out.status).toBe(204);
    expect(await ada.get('/api/me')).toMatchObject({ status: 401, body: { code: 'not-signed-in' } });
    const types = (await Array.fromAsync(stack.store.readAll()))
      .filter(({ metadata }) => metadata.actor.id === ada.id)
      .map(({ type }) => type);
    expect(types).toEqual(['UserRegistered', 'SessionStarted', 'SessionRevoked']);
  });
});

it('refuses commands that come from another site', async () => {
  const ada = await stack.person('Ada');

  const forged = await ada.post('/api/teams', { name: 'Stolen' }, { origin: 'https://evil.example' });

  expect(forged).toMatchObject({ status: 403, body: { code: 'foreign-origin' } });
});
