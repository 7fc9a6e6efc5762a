import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stack, startStack } from '../support/app.ts';
import { Person, password } from '../support/person.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

const next = 'a longer sentence than before';
const signIn = async ({ email }: Person, secret: string) => {
  const browser = new Person(stack.url);
  const { status } = await browser.post('/api/auth/sign-in', { email, password: secret });
  return { status, browser };
};
const change = (person: Person, current_password: string, new_password: string, headers = {}) =>
  person.post('/api/me/change-password', { current_password, new_password }, headers);
const typesOf = async ({ id }: Person) => (await stack.store.read(`user-${id}`)).map(({ type }) => type);

describe('changing the password', () => {
  it('opens with the new one, not with the old one', async () => {
    const ada = await stack.person('Ada');

    const changed = await change(ada, password, next);

    expect(changed).toMatchObject({ status: 200, body: { id: ada.id, revision: 1 } });
    expect((await signIn(ada, password)).status).toBe(401);
    expect((await signIn(ada, next)).status).toBe(200);
  });

  it('ends every other session and keeps this one', async () => {
    const ada = await stack.person('Ada');
    const { browser } = await signIn(ada, password);

    await change(ada, password, next);

    expect((await browser.get('/api/me')).status).toBe(401);
    expect((await ada.get('/api/me')).status).toBe(200);
  });

  it('is a fact in the log without either password', async () => {
    const ada = await stack.person('Ada');

    await change(ada, password, next);

    const events = await stack.store.read(`user-${ada.id}`);
    expect(events.at(-1)).toMatchObject({ type: 'PasswordChanged', data: {} });
    const text = JSON.stringify(events, (_, value) => (typeof value === 'bigint' ? `${value}` : value));
    for (const secret of [password, next, '$argon2id']) expect(text).not.toContain(secret);
  });

  it('sent twice with one Idempotency-Key is done once', async () => {
    const ada = await stack.person('Ada');
    const key = { 'idempotency-key': 'change-1' };

    const answers = [await change(ada, password, next, key), await change(ada, password, next, key)];

    expect(answers[1]).toMatchObject({ status: 200, body: answers[0]!.body });
    expect(await typesOf(ada)).toEqual(['UserRegistered', 'PasswordChanged']);
  });

  it('with a wrong current password changes nothing and names the field', async () => {
    const ada = await stack.person('Ada');

    const refused = await change(ada, 'not the sentence', next);

    expect(refused).toMatchObject({
      status: 403,
      body: { code: 'wrong-password', errors: [{ field: 'current_password' }] },
    });
    expect((await signIn(ada, password)).status).toBe(200);
    expect(await typesOf(ada)).toEqual(['UserRegistered']);
  });

  it.each([
    ['too short', () => 'short', /^At least 12/],
    ['one’s address', ({ email }: Person) => email, /^Not your name/],
    ['a common one', () => 'Password2026!!', /most common/],
  ])('to %s says why', async (_, secret, reason) => {
    const ada = await stack.person('Ada');

    const refused = await change(ada, password, secret(ada));

    expect(refused).toMatchObject({ status: 422, body: { code: 'invalid-input' } });
    expect(refused.body.errors).toMatchObject([
      { field: 'new_password', message: expect.stringMatching(reason) },
    ]);
  });

  it('needs a session', async () => {
    expect((await change(stack.stranger(), password, next)).status).toBe(401);
  });
});

it('signing up is held to the same rules', async () => {
  const refused = await stack.stranger().post('/api/auth/sign-up', {
    email: 'grace@example.com',
    password: 'Grace Hopper 1',
    name: 'Grace Hopper',
  });

  expect(refused).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'password', message: expect.stringMatching(/^Not your name/) }] },
  });
});
