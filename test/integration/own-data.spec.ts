import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stack, startStack } from '../support/app.ts';
import { type Person, password } from '../support/person.ts';
import { join } from '../support/team.ts';

type Action = { action: string; stream: string; ip: string | null; user_agent: string | null; data: unknown };
type Data = {
  account: { email: string; name: string };
  memberships: { name: string; role: string }[];
  sessions: { user_agent: string | null }[];
  actions: Action[];
};

let stack: Stack;
let ada: Person;
let grace: Person;
beforeAll(async () => {
  stack = await startStack();
  [ada, grace] = [await stack.person('Ada'), await stack.person('Grace')];
  const team = await ada.team('Meridian');
  await join(stack, team, ada, grace, 'admin');
  await ada.post(
    `/api/teams/${team}/rename`,
    { name: 'Meridian Freight' },
    { 'user-agent': 'Kestrelfox/77' },
  );
  await grace.post(`/api/teams/${team}/rename`, { name: 'Meridian Rail' }, { 'user-agent': 'Otterfox/1' });
  await ada.post('/api/auth/sign-in', { email: ada.email, password: 'wrong wrong wrong' });
  // written beside the answer, whose time would tell that there is an account
  const failed = async () => (await stack.store.read(`user-${ada.id}`)).map(({ type }) => type);
  await expect.poll(failed).toContain('SignInFailed');
  await stack.caughtUp();
});
afterAll(() => stack.stop());

describe('one’s own data', () => {
  it('is everything about oneself, opened, and nothing of others', async () => {
    const answer = await ada.get('/api/me/data');
    const data = answer.body as unknown as Data;

    expect(answer.headers.get('content-disposition')).toContain('pgai-my-data.json');
    expect(data.account).toMatchObject({ email: ada.email, name: 'Ada' });
    expect(data.memberships).toMatchObject([{ name: 'Meridian Rail', role: 'owner' }]);
    expect(data.sessions).toHaveLength(1);
    expect(data.actions.map(({ action }) => action)).toEqual(
      expect.arrayContaining([
        'UserRegistered',
        'SessionStarted',
        'TeamCreated',
        'TeamRenamed',
        'SignInFailed',
      ]),
    );
    expect(data.actions.find(({ action }) => action === 'UserRegistered')?.data).toEqual({
      email: ada.email,
      name: 'Ada',
    });
    expect(data.actions.find(({ action }) => action === 'TeamRenamed')).toMatchObject({
      ip: '127.0.0.1',
      user_agent: 'Kestrelfox/77',
      data: { name: 'Meridian Freight' },
    });
    expect(JSON.stringify(data)).not.toMatch(/Otterfox|Grace|\$sealed|token_hash|password_hash/);
  });

  it('needs a session that has just begun', async () => {
    await stack.query(
      "update app.session set started_at = now() - interval '11 minutes' where user_id = $1",
      [grace.id],
    );

    const refused = await grace.get('/api/me/data');

    expect(refused).toMatchObject({ status: 403, body: { code: 'fresh-session-required' } });
  });

  it('or the password, which is counted like at a sign-in', async () => {
    const wrong = await grace.post('/api/me/data', { password: 'wrong wrong wrong' });
    const right = await grace.post('/api/me/data', { password });

    expect(wrong).toMatchObject({
      status: 403,
      body: { code: 'wrong-password', errors: [{ field: 'password' }] },
    });
    expect((right.body as unknown as Data).account.email).toBe(grace.email);
    for (let n = 0; n < 5; n++) await grace.post('/api/me/data', { password: 'wrong wrong wrong' });
    expect(await grace.post('/api/me/data', { password })).toMatchObject({
      status: 429,
      body: { code: 'too-many-attempts' },
    });
  });

  it('is for people who are signed in', async () => {
    expect((await stack.stranger().get('/api/me/data')).status).toBe(401);
  });

  it('of a long history comes in pieces, each action once', async () => {
    const vera = await stack.person('Vera');
    const team = await vera.team('Long');
    const columns =
      'stream, revision, action, team_id, actor_kind, actor_id, resource_type, resource_id, correlation_id, at, data, metadata, subtrees';
    await stack.caughtUp();
    await stack.query(
      `insert into read.ledger_entry (leaf_index, position, event_id, ${columns})
       select 100000 + n, 100000 + n, gen_random_uuid(), ${columns} from read.ledger_entry, generate_series(1, 2500) n
       where stream = $1 and revision = 0`,
      [`team-${team}`],
    );

    const { actions } = (await vera.get('/api/me/data')).body as unknown as {
      actions: { position: string }[];
    };

    const positions = actions.map(({ position }) => position);
    expect(new Set(positions).size).toBe(positions.length);
    expect(positions.filter((position) => Number(position) > 100_000)).toHaveLength(2_500);
  });
});
