import { once } from 'node:events';
import type { OpenSessions } from '@pgai/contracts/sessions.js';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stack, startStack } from '../support/app.ts';
import { Person, password } from '../support/person.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ apis: 2 });
});
afterAll(() => stack.stop());

const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1';

/** The same person on another device, served by the other API process. */
async function elsewhere({ email, id }: Person, userAgent = phone) {
  const other = new Person(stack.urls[1]!);
  await other.post('/api/auth/sign-in', { email, password }, { 'user-agent': userAgent });
  return Object.assign(other, { email, id });
}
const sessionsOf = async (person: Person) =>
  ((await person.get('/api/me/sessions')).body as unknown as OpenSessions).data;
const signedIn = async (person: Person) => (await person.get('/api/me')).status === 200;
const aged = (sessionId: string, age: string) =>
  stack.query(`update app.session set last_seen_at = now() - $2::interval where session_id = $1`, [
    sessionId,
    age,
  ]);

describe('the list of sessions', () => {
  it('says where one is signed in, this one first', async () => {
    const ada = await stack.person('Ada');
    await elsewhere(ada);

    const sessions = await sessionsOf(ada);

    expect(sessions).toMatchObject([
      { device: 'node', ip: '127.0.0.1', current: true },
      { device: 'Safari on iPhone', ip: '127.0.0.1', current: false },
    ]);
    for (const { last_seen_at } of sessions)
      expect(Date.now() - Date.parse(last_seen_at)).toBeLessThan(10_000);
  });

  it('keeps address and user agent sealed in the table', async () => {
    const ada = await stack.person('Ada');
    await elsewhere(ada);

    const table = JSON.stringify(await stack.query('select * from app.session'));

    expect(table).not.toMatch(/iPhone|127\.0\.0\.1/);
  });

  it('moves last seen at most once a minute', async () => {
    const ada = await stack.person('Ada');
    const [{ session_id } = { session_id: '' }] = await sessionsOf(ada);
    const seen = async () =>
      (
        await stack.query(
          `select now() - last_seen_at > '20 s' as long_ago from app.session where session_id = $1`,
          [session_id],
        )
      )[0];

    await aged(session_id, '30 s');
    await ada.get('/api/me');
    expect(await seen()).toEqual({ long_ago: true });

    await aged(session_id, '61 s');
    await ada.get('/api/me');
    expect(await seen()).toEqual({ long_ago: false });
  });
});

describe('a session', () => {
  it('ends after a week without a request', async () => {
    const ada = await stack.person('Ada');
    const other = await elsewhere(ada);
    const session = (await sessionsOf(ada))[1]!;

    await aged(session.session_id, '6 days 23 hours');
    expect(await signedIn(other)).toBe(true);
    await aged(session.session_id, '7 days 1 second');

    expect(await signedIn(other)).toBe(false);
    expect(await sessionsOf(ada)).toHaveLength(1);
  });

  it('ends two weeks after its start, however much it is used', async () => {
    const ada = await stack.person('Ada');
    await stack.query('update app.session set expires_at = now() where user_id = $1', [ada.id]);

    expect(await signedIn(ada)).toBe(false);
  });
});

describe('revoking', () => {
  it('ends one session for requests and open pages within a second, and says so in the log', async () => {
    const ada = await stack.person('Ada');
    const other = await elsewhere(ada);
    const { session_id } = (await sessionsOf(ada))[1]!;
    const page = io(stack.urls[1]!, {
      transports: ['websocket'],
      extraHeaders: { cookie: other.cookie },
      reconnection: false,
    });
    await once(page as never, 'connect');
    const gone = once(page as never, 'disconnect', { signal: AbortSignal.timeout(1_000) });

    const revoked = await ada.post(`/api/me/sessions/${session_id}/revoke`);

    expect(revoked).toMatchObject({ status: 200, body: { id: session_id, revision: 1 } });
    expect((await gone)[0]).toBe('io server disconnect');
    expect(await signedIn(other)).toBe(false);
    expect(await signedIn(ada)).toBe(true);
    const events = await stack.store.read(`session-${session_id}`);
    expect(events.map(({ type }) => type)).toEqual(['SessionStarted', 'SessionRevoked']);
  });

  it('closes open pages even when the notice of it was lost', async () => {
    const ada = await stack.person('Ada');
    const page = io(stack.url, { transports: ['websocket'], extraHeaders: { cookie: ada.cookie } });
    await once(page as never, 'connect');
    const gone = once(page as never, 'disconnect');

    await stack.query('delete from app.session where user_id = $1', [ada.id]);
    await stack.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'pgai-api-notices'`,
    );

    expect((await gone)[0]).toBe('io server disconnect');
  });

  it('of all others leaves this one', async () => {
    const ada = await stack.person('Ada');
    const others = [await elsewhere(ada), await elsewhere(ada), await elsewhere(ada)];

    const answer = await ada.post('/api/me/sessions/revoke-others');

    expect(answer).toMatchObject({ status: 200, body: { ended: 3 } });
    expect(await Promise.all(others.map(signedIn))).toEqual([false, false, false]);
    expect(await sessionsOf(ada)).toMatchObject([{ current: true }]);
  });

  it('of this one takes the cookie back', async () => {
    const ada = await stack.person('Ada');
    const [{ session_id } = { session_id: '' }] = await sessionsOf(ada);

    const revoked = await ada.post(`/api/me/sessions/${session_id}/revoke`);

    expect(revoked.headers.get('set-cookie')).toMatch(/^pgai_session=;/);
    expect(await signedIn(ada)).toBe(false);
  });

  it('twice answers the same', async () => {
    const ada = await stack.person('Ada');
    await elsewhere(ada);
    const path = `/api/me/sessions/${(await sessionsOf(ada))[1]?.session_id}/revoke`;

    const answers = [await ada.post(path), await ada.post(path)];

    expect(answers[1]).toMatchObject({ status: 200, body: answers[0]?.body });
  });

  it('of somebody else’s session looks as if it were not there, and ends nothing', async () => {
    const [ada, eve] = [await stack.person('Ada'), await stack.person('Eve')];
    const [{ session_id } = { session_id: '' }] = await sessionsOf(ada);

    const refused = await eve.post(`/api/me/sessions/${session_id}/revoke`);
    const unknown = await eve.post(`/api/me/sessions/${ada.id}/revoke`);

    expect(refused).toMatchObject({ status: 404, body: { code: 'session-not-found' } });
    expect(unknown).toMatchObject({ status: 404, body: { code: 'session-not-found' } });
    expect(await signedIn(ada)).toBe(true);
  });
});
