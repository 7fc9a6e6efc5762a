import { once } from 'node:events';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Stack, startStack } from '../support/app.ts';
import { joinTeam } from '../support/join-team.ts';
import type { Person } from '../support/person.ts';
import { withoutProjector } from '../support/without-projector.ts';

let stack: Stack;
let ada: Person;
let grace: Person;
let id: string;
let path: string;
beforeAll(async () => {
  stack = await startStack();
});
beforeEach(async () => {
  ada = await stack.person('Ada');
  grace = await stack.person('Grace');
  id = await ada.team('Meridian');
  path = `/api/teams/${id}`;
  await joinTeam(stack, id, grace.id, 'developer');
  await stack.caughtUp();
});
afterAll(() => stack.stop());

const open = {
  second_factor_required: false,
  session_idle_minutes: null,
  session_max_hours: null,
  key_max_age_days: null,
  ip_allow_list: [] as string[],
  export_needs_approval: false,
};
const from = (address: string) => ({ 'x-forwarded-for': address });
const set = (policy: Partial<Record<keyof typeof open, unknown>>, headers = {}) =>
  ada.post(`${path}/security-policy`, { ...open, ...policy }, headers);
const codeOf = async (headers = {}) => (await grace.get(path, headers)).body.code;

describe('the security policy', () => {
  it('is nothing until it is set, and shows what was set', async () => {
    const before = await ada.get(`${path}/security-policy`);
    await set({ session_max_hours: 12, ip_allow_list: ['127.0.0.0/8', ' 2001:db8::/32 '] });
    await stack.caughtUp();
    const after = await ada.get(`${path}/security-policy`);

    expect(before.body).toEqual({ ...open, set_at: null, your_address: '127.0.0.1' });
    expect(after.body).toMatchObject({
      session_max_hours: 12,
      ip_allow_list: ['127.0.0.0/8', '2001:db8::/32'],
    });
  });

  it('is for owners to set, and for owners and admins to see', async () => {
    expect((await grace.get(`${path}/security-policy`)).status).toBe(403);
    const refused = await grace.post(`${path}/security-policy`, open);
    expect(refused).toMatchObject({ status: 403, body: { code: 'not-permitted' } });
  });

  it.each([
    [{ ip_allow_list: ['127.0.0.1', '300.1.1.1'] }, 'ip_allow_list.1'],
    [{ ip_allow_list: ['10.0.0.0/33'] }, 'ip_allow_list.0'],
    [{ session_idle_minutes: 1 }, 'session_idle_minutes'],
    [{ session_max_hours: 1.5 }, 'session_max_hours'],
    [{ session_max_hours: 'twelve' }, 'session_max_hours'],
    [{ key_max_age_days: 0 }, 'key_max_age_days'],
  ])('refuses %j and names the field', async (policy, field) => {
    expect(await set(policy)).toMatchObject({ status: 422, body: { errors: [{ field }] } });
  });
});

describe('an allow list', () => {
  it('lets in who comes from it, in whatever form the address is written', async () => {
    await set({ ip_allow_list: ['127.0.0.1', '203.0.113.0/24', '2001:db8::/32'] });

    expect(await codeOf(from('203.0.113.9'))).toBeUndefined();
    expect(await codeOf(from('::ffff:203.0.113.9'))).toBeUndefined();
    expect(await codeOf(from('2001:DB8:1::1'))).toBeUndefined();
    expect(await codeOf(from('203.0.114.1'))).toBe('address-not-allowed');
    expect(await codeOf(from('2001:db9::1'))).toBe('address-not-allowed');
    expect(await codeOf(from('203.0.113.9, 198.51.100.1'))).toBe('address-not-allowed');
  });

  it('does not lock out who sets it', async () => {
    const refused = await set({ ip_allow_list: ['203.0.113.0/24'] }, from('198.51.100.7'));

    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'would-lock-you-out', hint: expect.stringContaining('198.51.100.7') },
    });
    expect(await codeOf(from('192.0.2.1'))).toBeUndefined();
  });

  it('does not say to strangers that there is a team', async () => {
    await set({ ip_allow_list: ['127.0.0.1'] });
    const eve = await stack.person('Eve');

    const refused = await eve.get(path, from('198.51.100.7'));

    expect(refused).toMatchObject({ status: 404, body: { code: 'team-not-found' } });
  });

  it('counts for other teams nothing', async () => {
    await set({ ip_allow_list: ['127.0.0.1'] });
    const own = await grace.team('Own');

    expect((await grace.get(`/api/teams/${own}`, from('198.51.100.7'))).status).toBe(200);
  });

  it('closes the ears of sockets from elsewhere within a second', async () => {
    const socket = io(stack.url, {
      transports: ['websocket'],
      extraHeaders: { cookie: grace.cookie, ...from('198.51.100.7') },
      reconnection: false,
      forceNew: true,
    });
    await once(socket as never, 'connect');
    expect(await socket.emitWithAck('open_team', id)).toBe(true);

    const begun = performance.now();
    await set({ ip_allow_list: ['127.0.0.1'] });
    await expect
      .poll(() => socket.emitWithAck('open_team', id), { interval: 20, timeout: 1_000 })
      .toBe(false);

    expect(performance.now() - begun).toBeLessThan(1_000);
    socket.close();
  });
});

describe('a session', () => {
  const age = (person: Person, what: string) =>
    stack.query(`update app.session set ${what} where user_id = $1`, [person.id]);

  it('without a second factor is refused where one is asked for, with one it is not', async () => {
    const alone = await set({ second_factor_required: true });
    await age(ada, 'second_factor = true');
    const done = await set({ second_factor_required: true });
    const without = await codeOf();
    await age(grace, 'second_factor = true');

    expect(alone).toMatchObject({ status: 409, body: { code: 'would-lock-you-out' } });
    expect(done.status).toBe(200);
    expect(without).toBe('second-factor-required-by-team');
    expect(await codeOf()).toBeUndefined();
  });

  it('that is too old is refused', async () => {
    await set({ session_max_hours: 12 });
    await age(grace, "started_at = now() - interval '11 hours'");
    const young = await codeOf();
    await age(grace, "started_at = now() - interval '12 hours'");

    expect(young).toBeUndefined();
    expect(await codeOf()).toBe('session-too-old');
  });

  it('that was not used for too long stays out, also once it is used again', async () => {
    await set({ session_idle_minutes: 15 });
    await age(grace, "last_seen_at = now() - interval '14 minutes'");
    const short = await codeOf();
    await age(grace, "last_seen_at = now() - interval '16 minutes'");
    const long = [await codeOf(), await codeOf()];
    const own = await grace.team('Own');

    expect(short).toBeUndefined();
    expect(long).toEqual(['session-idle-too-long', 'session-idle-too-long']);
    expect((await grace.get(`/api/teams/${own}`)).status).toBe(200);
  });
});

it('keeps out at once, also while the projector stands still', async () => {
  await stack.query('update app.session set second_factor = true where user_id = $1', [ada.id]);

  await withoutProjector(stack, async () => {
    await set({ second_factor_required: true });
    expect(await codeOf()).toBe('second-factor-required-by-team');
  });
});
