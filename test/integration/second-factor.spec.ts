import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stack, startStack } from '../support/app.ts';
import { codesOf, personWithApp, signIn, verifiedPerson } from '../support/authenticator.ts';
import { mailTo, tokenIn } from '../support/mailbox.ts';
import { type Person, password } from '../support/person.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

const at = '/api/me/second-factor';
const typesOf = async ({ id }: Person) => (await stack.store.read(`user-${id}`)).map(({ type }) => type);
const sessionsOf = ({ id }: Person) =>
  stack.query('select second_factor from app.session where user_id = $1 order by started_at', [id]);

describe('turning it on', () => {
  it('takes the password, then a code of the app, and answers ten recovery codes', async () => {
    const ada = await verifiedPerson(stack, 'Ada');

    const wrong = await ada.post(`${at}/enrol`, { password: 'not the password' });
    const enrolled = await ada.post(`${at}/enrol`, { password });
    const { secret, uri } = enrolled.body as unknown as { secret: string; uri: string };
    const code = codesOf(secret);
    const refused = await ada.post(`${at}/confirm`, { totp: '000000' });
    const before = await ada.get(at);
    const confirmed = await ada.post(`${at}/confirm`, { totp: await code(0) });

    expect(wrong).toMatchObject({ status: 403, body: { code: 'wrong-password' } });
    expect(uri).toMatch(/^otpauth:\/\/totp\/pgai.*secret=[A-Z2-7]{32}/);
    expect(refused).toMatchObject({ status: 403, body: { code: 'wrong-code', errors: [{ field: 'totp' }] } });
    expect(before.body).toMatchObject({ since: null });
    const { recovery_codes } = confirmed.body as unknown as { recovery_codes: string[] };
    expect(new Set(recovery_codes).size).toBe(10);
    expect((await ada.get(at)).body).toMatchObject({ recovery_codes_left: 10, in_this_session: true });
    expect(await typesOf(ada)).toEqual(['UserRegistered', 'EmailVerified', 'SecondFactorEnabled']);
    await stack.caughtUp();
    expect((await ada.get('/api/me')).body).toMatchObject({ second_factor: true });
  });

  it('needs a verified address', async () => {
    const ada = await stack.person('Ada');

    const refused = await ada.post(`${at}/enrol`, { password });

    expect(refused).toMatchObject({ status: 403, body: { code: 'email-not-verified' } });
  });

  it('twice is refused, and an open proposal is replaced by the next', async () => {
    const ada = await verifiedPerson(stack, 'Ada');
    const first = (await ada.post(`${at}/enrol`, { password })).body as unknown as { secret: string };
    const second = (await ada.post(`${at}/enrol`, { password })).body as unknown as { secret: string };

    const old = await ada.post(`${at}/confirm`, { totp: await codesOf(first.secret)(0) });
    const fresh = await ada.post(`${at}/confirm`, { totp: await codesOf(second.secret)(0) });

    expect([old.status, fresh.status]).toEqual([403, 200]);
    for (const again of [
      await ada.post(`${at}/enrol`, { password }),
      await ada.post(`${at}/confirm`, { totp: await codesOf(second.secret)(1) }),
    ])
      expect(again).toMatchObject({ status: 409, body: { code: 'second-factor-on' } });
  });

  it('sent again with its Idempotency-Key is done once, and the codes of the last answer are good', async () => {
    const ada = await verifiedPerson(stack, 'Ada');
    const { secret } = (await ada.post(`${at}/enrol`, { password })).body as unknown as { secret: string };
    const body = { totp: await codesOf(secret)(0) };
    const key = { 'idempotency-key': 'confirm-1' };

    const lost = await ada.post(`${at}/confirm`, body, key);
    const seen = await ada.post(`${at}/confirm`, body, key);

    expect([lost.status, seen.status]).toEqual([200, 200]);
    const [old] = (lost.body as unknown as { recovery_codes: string[] }).recovery_codes;
    const [good] = (seen.body as unknown as { recovery_codes: string[] }).recovery_codes;
    expect((await signIn(stack, ada, old)).status).toBe(401);
    expect((await signIn(stack, ada, good)).status).toBe(200);
    expect((await typesOf(ada)).filter((type) => type === 'SecondFactorEnabled')).toHaveLength(1);
  });

  it('keeps the secret and the codes out of the log and unreadable in the tables', async () => {
    const { secret, recovery_codes } = await personWithApp(stack, 'Ada');
    const log = JSON.stringify(await Array.fromAsync(stack.store.readAll()), (_, v) =>
      typeof v === 'bigint' ? `${v}` : v,
    );
    const tables = JSON.stringify([
      await stack.query('select * from app.second_factor'),
      await stack.query('select * from app.recovery_code'),
      await stack.query('select * from app.mail'),
    ]);

    for (const hidden of [secret, ...recovery_codes, recovery_codes[0]!.replaceAll('-', '')]) {
      expect(log).not.toContain(hidden);
      expect(tables).not.toContain(hidden);
    }
  });
});

describe('signing in with it', () => {
  it('asks for a code only when the password is right, and marks the session', async () => {
    const { person, code } = await personWithApp(stack, 'Ada');

    const wrong = await stack
      .stranger()
      .post('/api/auth/sign-in', { email: person.email, password: 'not it at all', totp: await code(0) });
    const required = await signIn(stack, person);
    const opened = await signIn(stack, person, await code(0));

    expect(wrong).toMatchObject({ status: 401, body: { code: 'wrong-credentials' } });
    expect(required).toMatchObject({ status: 401, code: 'second-factor-required' });
    expect(opened.status).toBe(200);
    expect(await sessionsOf(person)).toEqual([{ second_factor: true }, { second_factor: true }]);
  });

  it('takes no code twice, none of an earlier half minute than the last, and one of two at once', async () => {
    const { person, code } = await personWithApp(stack, 'Ada');
    const [before, now, after] = await Promise.all([code(-1), code(0), code(1)]);

    const both = await Promise.all([signIn(stack, person, now), signIn(stack, person, now)]);
    const later = await signIn(stack, person, after);
    const replays = [await signIn(stack, person, now), await signIn(stack, person, before)];

    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
    expect(later.status).toBe(200);
    expect(replays.map((answer) => answer.code)).toEqual(['wrong-code', 'wrong-code']);
  });

  it('opens once by each recovery code, however it is typed, and says how many are left', async () => {
    const { person, recovery_codes } = await personWithApp(stack, 'Ada');
    const typed = recovery_codes[3]!.toUpperCase().replaceAll('-', ' ');

    const answers = [await signIn(stack, person, typed), await signIn(stack, person, typed)];

    expect(answers.map(({ status }) => status)).toEqual([200, 401]);
    const used = (await stack.store.read(`user-${person.id}`)).find(
      ({ type }) => type === 'RecoveryCodeUsed',
    );
    expect(used?.data).toEqual({ left: 9 });
    expect((await person.get(at)).body).toMatchObject({ recovery_codes_left: 9 });
  });

  it('is locked after five wrong codes, however often the right password comes in between', async () => {
    const { person, code } = await personWithApp(stack, 'Ada');

    for (let n = 0; n < 4; n++) {
      expect(await signIn(stack, person, '123 456')).toMatchObject({ status: 401, code: 'wrong-code' });
      expect(await signIn(stack, person)).toMatchObject({ code: 'second-factor-required' });
    }
    const fifth = await signIn(stack, person, '123456');
    const right = await signIn(stack, person, await code(0));

    expect([fifth.status, right.status]).toEqual([429, 429]);
    await expect.poll(() => typesOf(person)).toContain('UserLocked');
  });

  it('sent at once, many wrong codes count as many', async () => {
    const { person } = await personWithApp(stack, 'Ada');

    const answers = await Promise.all(Array.from({ length: 12 }, () => signIn(stack, person, '123456')));

    expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(4);
  });
});

describe('a session opened without it', () => {
  it('can show it afterwards', async () => {
    const ada = await verifiedPerson(stack, 'Ada');
    const other = (await signIn(stack, ada)).browser;
    const { secret } = (await ada.post(`${at}/enrol`, { password })).body as unknown as { secret: string };
    const code = codesOf(secret);
    await ada.post(`${at}/confirm`, { totp: await code(0) });

    const before = await other.get(at);
    const wrong = await other.post(`${at}/show`, { totp: '123456' });
    const shown = await other.post(`${at}/show`, { totp: await code(1) });

    expect(before.body).toMatchObject({ in_this_session: false });
    expect([wrong.status, shown.status]).toEqual([403, 204]);
    expect((await other.get(at)).body).toMatchObject({ in_this_session: true });
  });
});

describe('turning it off', () => {
  it('takes the password and a code, and is over for every session', async () => {
    const { person, code } = await personWithApp(stack, 'Ada');
    const totp = await code(0);

    const refused = [
      await person.post(`${at}/turn-off`, { password: 'not the password', totp }),
      await person.post(`${at}/turn-off`, { password, totp: '123456' }),
    ];
    const key = { 'idempotency-key': 'off-1' };
    const done = [
      await person.post(`${at}/turn-off`, { password, totp }, key),
      await person.post(`${at}/turn-off`, { password, totp }, key),
    ];

    expect(refused.map(({ body }) => body.code)).toEqual(['wrong-password', 'wrong-code']);
    expect(done.map(({ status }) => status)).toEqual([200, 200]);
    expect(await sessionsOf(person)).toEqual([{ second_factor: false }]);
    expect((await signIn(stack, person)).status).toBe(200);
    expect(await person.post(`${at}/show`, { totp })).toMatchObject({
      status: 409,
      body: { code: 'second-factor-off' },
    });
  });

  it('is not done by resetting the password', async () => {
    const { person, recovery_codes } = await personWithApp(stack, 'Ada');
    await stack.query('delete from app.sign_in_limit');
    await stack.stranger().post('/api/auth/request-password-reset', { email: person.email });
    const token = tokenIn(await mailTo(stack.url, person.email, /^Choose/));

    await stack.stranger().post('/api/auth/reset-password', { token, new_password: password });

    expect((await signIn(stack, person)).code).toBe('second-factor-required');
    expect((await signIn(stack, person, recovery_codes[0])).status).toBe(200);
  });
});

it('gives ten new recovery codes for the password and a code, and voids the old ones', async () => {
  const { person, code, recovery_codes } = await personWithApp(stack, 'Ada');

  const answer = await person.post(`${at}/replace-recovery-codes`, { password, totp: await code(0) });
  const fresh = (answer.body as unknown as { recovery_codes: string[] }).recovery_codes;

  expect(fresh).toHaveLength(10);
  expect((await signIn(stack, person, recovery_codes[0])).status).toBe(401);
  expect((await signIn(stack, person, fresh[0])).status).toBe(200);
});
