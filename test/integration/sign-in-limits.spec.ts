import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Stack, startStack } from '../support/app.ts';
import { Person, password } from '../support/person.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ apis: 2 });
});
afterAll(() => stack.stop());

let sender = 0;
/** Somebody far away, in a network of their own; every other request meets the other API process. */
const network = () => `198.51.${++sender}.7`;
const signIn = (email: string, secret: string, from = network()) =>
  new Person(stack.urls[sender % 2]!).post(
    '/api/auth/sign-in',
    { email, password: secret },
    { 'x-forwarded-for': from },
  );
async function fails(email: string, times: number) {
  const statuses: number[] = [];
  for (let i = 0; i < times; i++) statuses.push((await signIn(email, 'not the sentence')).status);
  return statuses;
}
const retryAfter = async (email: string) =>
  Number((await signIn(email, password)).headers.get('retry-after'));
/** As if the time of every lock and counter were over; how often was locked is remembered. */
const timePasses = () => stack.query(`update app.sign_in_limit set expire = 0 where key like 'account:%'`);

describe('wrong passwords', () => {
  it('lock the account at the fifth, on every API process and in every network', async () => {
    const { email } = await stack.person('Ada');

    expect(await fails(email, 5)).toEqual([401, 401, 401, 401, 429]);

    const locked = await signIn(email, password);
    expect(locked).toMatchObject({ status: 429, body: { code: 'too-many-attempts' } });
    expect(locked.body.hint).toMatch(/^Wait (1 minute|\d\d seconds), then try again\.$/);
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(50);
  });

  it('lock it for longer each time, until a right one', async () => {
    const { email } = await stack.person('Ada');

    for (const minutes of [1, 5, 15, 60, 60]) {
      await fails(email, 5);
      const seconds = await retryAfter(email);
      expect(seconds).toBeGreaterThan(minutes * 60 - 10);
      expect(seconds).toBeLessThanOrEqual(minutes * 60);
      await timePasses();
    }

    expect((await signIn(email, password)).status).toBe(200);
    await fails(email, 5);
    expect(await retryAfter(email)).toBeLessThanOrEqual(60);
  });

  it('are forgotten after a right one', async () => {
    const { email } = await stack.person('Ada');

    await fails(email, 4);
    expect((await signIn(email, password)).status).toBe(200);

    expect(await fails(email, 4)).toEqual([401, 401, 401, 401]);
  });

  it('sent at once are not more than five either', async () => {
    const { email } = await stack.person('Ada');

    const answers = await Promise.all(Array.from({ length: 20 }, () => signIn(email, 'not the sentence')));

    expect(answers.filter(({ status }) => status === 401)).toHaveLength(4);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(16);
  });

  it('answer the same whether there is an account or not', async () => {
    const { email } = await stack.person('Ada');
    const nobody = `nobody-${email}`;

    for (let i = 0; i < 6; i++) {
      const [known, unknown] = [await signIn(email, 'wrong'), await signIn(nobody, 'wrong')];
      expect(unknown.status).toBe(known.status);
      const { correlation_id, hint, retry_after, ...same } = known.body; // the rest of a lock counts down
      expect(unknown.body).toMatchObject(same);
    }
  });

  it('from one network are counted together, and do not lock out others', async () => {
    const { email } = await stack.person('Ada');
    const near = (i: number) => `203.0.113.${i}`;

    for (let i = 0; i < 50; i += 10)
      await Promise.all(
        Array.from({ length: 10 }, (_, j) => signIn(`guess-${i + j}@example.com`, 'wrong', near(i + j))),
      );

    expect((await signIn(email, password, near(200))).status).toBe(429);
    expect((await signIn(email, password)).status).toBe(200);
  });

  it('are in the log, without address or password, with the network sealed', async () => {
    const { id, email } = await stack.person('Ada');

    await fails(email, 5);

    const events = await vi.waitUntil(async () => {
      const read = await stack.store.read(`user-${id}`);
      return read.length === 7 && read;
    });
    expect(events.map(({ type }) => type).sort()).toEqual([
      ...Array(5).fill('SignInFailed'),
      'UserLocked',
      'UserRegistered',
    ]);
    const text = JSON.stringify(events, (_, value) => (typeof value === 'bigint' ? `${value}` : value));
    for (const secret of [email, 'not the sentence', '198.51.']) expect(text).not.toContain(secret);
    const locked = events.find(({ type }) => type === 'UserLocked');
    const { until } = locked!.data as { until: string };
    expect(Date.parse(until) - Date.now()).toBeLessThanOrEqual(60_000);
  });

  it('at the change of a password count as well', async () => {
    const ada = await stack.person('Ada');
    const change = (current_password: string) =>
      ada.post('/api/me/change-password', {
        current_password,
        new_password: 'a longer sentence than before',
      });

    const statuses: number[] = [];
    for (let i = 0; i < 5; i++) statuses.push((await change('not the sentence')).status);

    expect(statuses).toEqual([403, 403, 403, 403, 429]);
    expect((await change(password)).status).toBe(429);
  });
});

it('nobody gets in while tries cannot be counted', async () => {
  const { email } = await stack.person('Ada');
  await stack.query('alter table app.sign_in_limit rename to sign_in_limit_away');

  const refused = await signIn(email, password);
  await stack.query('alter table app.sign_in_limit_away rename to sign_in_limit');

  expect(refused).toMatchObject({ status: 503, body: { code: 'sign-in-unavailable' } });
  expect((await signIn(email, password)).status).toBe(200);
});
