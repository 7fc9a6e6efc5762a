import { randomUUID } from 'node:crypto';
import type { ApiKey } from '@pgai/contracts/api-keys.js';
import type { SetSecurityPolicy } from '@pgai/contracts/security-policy.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stack, startStack } from '../support/app.ts';
import { metadata } from '../support/event-log.ts';
import { joinTeam } from '../support/join-team.ts';
import type { Person } from '../support/person.ts';
import { issueKey, type KeyAnswer, Program } from '../support/program.ts';

let stack: Stack;
let ada: Person;
let team: string;
beforeAll(async () => {
  stack = await startStack();
  ada = await stack.person('Ada');
  team = await ada.team('Meridian');
});
afterAll(() => stack.stop());

const keys = () => `/api/teams/${team}/api-keys`;
const code = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];
const keep = (id: string, set: string) =>
  stack.query(`update app.api_key_secret set ${set} where api_key_id = $1`, [id]);

describe('issuing an API key', () => {
  it('answers the secret once, and it works at once', async () => {
    const { id, secret, path, answer, program, shown } = await issueKey(ada, team, { name: '  CI  ' });

    expect(answer.body).toEqual({ id, secret, revision: 0 });
    expect(answer.headers.get('location')).toBe(path);
    expect(answer.headers.get('etag')).toBe('"0"');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect((await program.get('/api/api-key')).body).toEqual({
      api_key_id: id,
      team_id: team,
      name: 'CI',
      role: 'developer',
      permissions: null,
      expires_at: null,
    });
    expect(JSON.stringify(await shown())).not.toContain(secret);
    expect(await shown()).toMatchObject({ state: 'active', prefix: secret.slice(0, -50) });
  });

  it('works before the read model has heard of it', async () => {
    const { id, program } = await issueKey(ada, team);
    await stack.caughtUp();
    await stack.query('delete from read.api_key where api_key_id = $1', [id]);

    expect((await program.get(`/api/teams/${team}`)).body).toMatchObject({ role: 'developer' });
  });

  it.each([
    [{ name: '' }, 'name'],
    [{ role: 'owner' }, 'role'],
    [{ permissions: ['everything'] }, 'permissions.0'],
    [{ permissions: [] }, 'permissions'],
    [{ expires_at: 'tomorrow' }, 'expires_at'],
    [{ secret: 'mine' }, 'secret'],
  ])('with %j is refused and makes none', async (wrong, field) => {
    const before = (await ada.get(keys())).body.data.length;

    const refused = await ada.post(keys(), { name: 'CI', role: 'viewer', ...wrong });

    expect(code(refused)).toEqual([422, 'invalid-input']);
    expect(refused.body.errors![0]!.field).toBe(field);
    expect((await ada.get(keys())).body.data.length).toBe(before);
  });

  it.each([
    [{ expires_at: '2020-01-01T00:00:00Z' }, [422, 'expiry-in-the-past']],
    [{ permissions: ['team:rename'] }, [422, 'permission-beyond-role']],
    [{ permissions: ['api-keys:issue'] }, [422, 'permission-for-people']],
    [{ permissions: ['team:sell'] }, [422, 'unknown-permission']],
  ])('with %j is refused by the rules, and leaves no secret', async (wrong, expected) => {
    const count = () => stack.query('select count(*) from app.api_key_secret');
    const before = await count();

    const refused = await ada.post(keys(), { name: 'CI', role: 'viewer', ...wrong });

    expect(code(refused)).toEqual(expected);
    expect(await count()).toEqual(before);
  });

  it('sent again after a lost answer is one key with another secret, until that one was used', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const send = async () => (await ada.post(keys(), { name: 'CI', role: 'viewer' }, key)) as KeyAnswer;
    const own = (secret: string) => new Program(stack.url, secret).get('/api/api-key');

    const [lost, got] = [await send(), await send()];

    expect(got.body).toMatchObject({ id: lost.body.id, revision: 0 });
    expect((await own(lost.body.secret)).status).toBe(401);
    expect((await own(got.body.secret)).status).toBe(200);
    expect(code(await send())).toEqual([409, 'secret-in-use']);
    expect((await own(got.body.secret)).status).toBe(200);
  });
});

describe('a program with an API key', () => {
  it('acts by itself: its commands carry the key, and what is personal goes with the person who has the secret', async () => {
    const own = await ada.team('Cargo');
    const { id, program } = await issueKey(ada, own, { role: 'admin' });
    const twice = { 'idempotency-key': 'rename' };
    const rename = (headers: object) => program.post(`/api/teams/${own}/rename`, { name: 'Two' }, headers);

    const renamed = await rename({ ...twice, 'if-match': '"1"' });
    const again = await rename(twice);
    const stale = await rename({ 'if-match': '"1"' });

    expect(renamed).toMatchObject({ status: 200, body: { revision: 2 } });
    expect(again).toMatchObject({ status: 200, body: { revision: 2 } });
    expect(code(stale)).toEqual([412, 'stale-revision']);
    const event = (await stack.store.read(`team-${own}`)).at(-1)!;
    expect(event.metadata).toMatchObject({
      actor: { kind: 'api_key', id },
      personal_of: ada.id,
      team_id: own,
    });
    expect(event.metadata.personal!.$sealed).not.toContain('127.0.0.1');
  });

  it.each(['GET /api/me', 'GET /api/teams', 'POST /api/teams', 'GET /api/me/sessions'])(
    'cannot %s: that is for people',
    async (route) => {
      const { program } = await issueKey(ada, team, { role: 'admin' });
      const [method = '', path = ''] = route.split(' ');

      const refused = await program.send(method, path, method === 'POST' ? { name: 'x' } : undefined);

      expect(code(refused)).toEqual([403, 'people-only']);
    },
  );

  it('cannot issue, rotate or revoke keys', async () => {
    const { program, path } = await issueKey(ada, team, { role: 'admin' });

    for (const to of [keys(), `${path}/rotate`, `${path}/revoke`])
      expect(code(await program.post(to, {}))).toEqual([403, 'people-only']);
  });

  it('has its limits and no more', async () => {
    const { program } = await issueKey(ada, team, { role: 'admin', permissions: ['team:read'] });

    expect((await program.get(`/api/teams/${team}`)).status).toBe(200);
    expect(code(await program.get(`/api/teams/${team}/members`))).toEqual([403, 'not-permitted']);
    expect(code(await program.post(`/api/teams/${team}/rename`, { name: 'x' }))).toEqual([
      403,
      'not-permitted',
    ]);
  });

  it('finds another team as absent as one that is not there', async () => {
    const { program } = await issueKey(ada, team, { role: 'admin' });
    const other = await ada.team('Other');
    const nowhere = randomUUID();
    const ask = async (id: string) => {
      const { status, body } = await program.get(`/api/teams/${id}/members`);
      const { correlation_id, instance, ...rest } = body;
      return { status, rest };
    };

    expect(await ask(other)).toEqual(await ask(nowhere));
    expect(await ask(other)).toMatchObject({ status: 404, rest: { code: 'team-not-found' } });
  });

  it('sends commands from anywhere, as no other page has its secret; a cookie does not', async () => {
    const { program } = await issueKey(ada, team, { role: 'admin' });
    const elsewhere = { origin: 'https://evil.example' };

    const byKey = await program.post(`/api/teams/${team}/rename`, { name: 'Meridian' }, elsewhere);
    const byCookie = await ada.post(`/api/teams/${team}/rename`, { name: 'Meridian' }, elsewhere);

    expect(byKey.status).toBe(200);
    expect(code(byCookie)).toEqual([403, 'foreign-origin']);
  });
});

describe('the header Authorization', () => {
  const random = 'x'.repeat(49);
  it.each([
    '',
    'Bearer',
    'Bearer ',
    'Basic YTpi',
    'Bearer x y',
    `Bearer pgai_live_00000000_${random}`,
    `Bearer ${'pgai_'.repeat(2_000)}`,
    'Bearer %00',
    'Token pgai',
  ])('%s is 401, whatever cookie comes beside it', async (authorization) => {
    const refused = await ada.get('/api/me', { authorization });

    expect(code(refused)).toEqual([401, 'wrong-api-key']);
    expect(refused.headers.get('www-authenticate')).toMatch(/^Bearer /);
  });

  it('with an unknown secret of the right form is 401', async () => {
    const { secret, id } = await issueKey(ada, team);
    await stack.query('delete from app.api_key_secret where api_key_id = $1', [id]);

    expect(code(await new Program(stack.url, secret).get('/api/api-key'))).toEqual([401, 'wrong-api-key']);
  });

  it('is looked at by no public route', async () => {
    expect((await stack.stranger().get('/api/health', { authorization: 'Basic YTpi' })).status).toBe(200);
  });
});

describe('rotating an API key', () => {
  const rotate = async (path: string, overlap_seconds: number) =>
    (await ada.post(`${path}/rotate`, { overlap_seconds })) as KeyAnswer;
  const works = async (secret: string) =>
    (await new Program(stack.url, secret).get('/api/api-key')).status === 200;

  it('gives a new secret at once, and the old one works for the overlap', async () => {
    const { id, path, secret, shown } = await issueKey(ada, team);

    const rotated = await rotate(path, 3_600);
    await ada.get(`${path}?at_least=1`);

    expect(rotated.body).toMatchObject({ id, revision: 1 });
    expect([await works(secret), await works(rotated.body.secret)]).toEqual([true, true]);
    const { overlap_until, rotated_at } = await shown();
    expect(Date.parse(overlap_until!) - Date.parse(rotated_at!)).toBe(3_600_000);

    await keep(id, "works_until = works_until - interval '2 hours'");
    expect(code(await new Program(stack.url, secret).get('/api/api-key'))).toEqual([401, 'api-key-expired']);
  });

  it('without overlap ends the old secret at once', async () => {
    const { path, secret } = await issueKey(ada, team);

    const { body } = await rotate(path, 0);

    expect([await works(secret), await works(body.secret)]).toEqual([false, true]);
  });

  it('twice leaves the two newest secrets', async () => {
    const { path, secret } = await issueKey(ada, team);

    const second = (await rotate(path, 3_600)).body.secret;
    const third = (await rotate(path, 3_600)).body.secret;

    expect([await works(secret), await works(second), await works(third)]).toEqual([false, true, true]);
  });

  it('sent again keeps the overlap, with another secret', async () => {
    const { path, secret } = await issueKey(ada, team);
    const send = async () =>
      (await ada.post(`${path}/rotate`, { overlap_seconds: 60 }, { 'idempotency-key': path })) as KeyAnswer;

    const [lost, got] = [await send(), await send()];

    expect(got.body.revision).toBe(1);
    expect([await works(secret), await works(lost.body.secret), await works(got.body.secret)]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it.each([{}, { overlap_seconds: -1 }, { overlap_seconds: 604_801 }, { overlap_seconds: 1.5 }])(
    'with %j is refused and changes nothing',
    async (body) => {
      const { path, secret, shown } = await issueKey(ada, team);

      expect(code(await ada.post(`${path}/rotate`, body))).toEqual([422, 'invalid-input']);
      expect(await works(secret)).toBe(true);
      expect((await shown('?at_least=0')).revision).toBe(0);
    },
  );

  it('once revoked is refused', async () => {
    const { path } = await issueKey(ada, team);
    await ada.post(`${path}/revoke`);

    expect(code(await rotate(path, 0))).toEqual([409, 'api-key-ended']);
  });
});

const setPolicy = async (policy: Partial<SetSecurityPolicy>) => {
  const set = await ada.post(`/api/teams/${team}/security-policy`, {
    second_factor_required: false,
    session_idle_minutes: null,
    session_max_hours: null,
    key_max_age_days: null,
    ip_allow_list: [],
    export_needs_approval: false,
    ...policy,
  });
  expect(set.status).toBe(200);
};

describe('the age of a secret, where the team has a policy', () => {
  beforeAll(() => setPolicy({ key_max_age_days: 30 }));
  afterAll(() => setPolicy({}));

  it("is nobody's business before, warns after, and is refused 14 days later", async () => {
    const { id, program, shown, path } = await issueKey(ada, team);
    const at = async (days: number) => {
      await keep(id, `created_at = now() - interval '${days} days'`);
      const answer = await program.get('/api/api-key');
      return [
        ...code(answer),
        answer.headers.get('pgai-warning')?.slice(0, 26),
        (await shown('?at_least=0')).state,
      ];
    };

    expect(await at(29)).toEqual([200, undefined, undefined, 'active']);
    expect(await at(31)).toEqual([200, undefined, 'api-key-old; refused-after', 'old']);
    expect(await at(43)).toEqual([200, undefined, 'api-key-old; refused-after', 'old']);
    expect(await at(45)).toEqual([401, 'key-too-old', undefined, 'too_old']);

    const { body } = (await ada.post(`${path}/rotate`, { overlap_seconds: 60 })) as KeyAnswer;
    expect((await new Program(stack.url, body.secret).get('/api/api-key')).status).toBe(200);
    expect((await shown()).state).toBe('active');
  });
});

describe('the networks a team takes requests from', () => {
  afterAll(() => setPolicy({}));

  it('bind its API keys too, at once, whatever team they ask for', async () => {
    const { program } = await issueKey(ada, team);
    const from = (ip: string) => ({ 'x-forwarded-for': ip });

    await setPolicy({ ip_allow_list: ['127.0.0.0/8', '203.0.113.0/24'] });

    const refused = await program.get(`/api/teams/${team}`, from('198.51.100.7'));
    expect(code(refused)).toEqual([403, 'address-not-allowed']);
    expect(code(await program.get('/api/api-key', from('198.51.100.7')))).toEqual([
      403,
      'address-not-allowed',
    ]);
    expect((await program.get(`/api/teams/${team}`, from('203.0.113.9'))).status).toBe(200);
    expect((await program.get(`/api/teams/${team}`)).status).toBe(200);
  });
});

describe('the audit', () => {
  it('names the key that acted or was refused and the address it came from, and shows what rotating changed', async () => {
    const own = await ada.team('Audited');
    const { id, path, program } = await issueKey(ada, own, { role: 'admin', name: 'Deployer' });
    await program.post(`/api/teams/${own}/rename`, { name: 'By key' });
    await ada.post(`${path}/rotate`, { overlap_seconds: 60 });
    await stack.caughtUp();
    const entry = async (action: string) => {
      const { body } = await ada.get(`/api/teams/${own}/audit?filter[action]=${action}`);
      const [found] = body.data as unknown as { position: string }[];
      return (await ada.get(`/api/teams/${own}/audit/${found!.position}`)).body;
    };

    expect(await entry('TeamRenamed')).toMatchObject({
      actor_kind: 'api_key',
      actor_id: id,
      actor_name: 'Deployer',
      ip_address: '127.0.0.1',
    });
    const viewer = await issueKey(ada, own, { role: 'viewer' });
    await viewer.program.post(`/api/teams/${own}/rename`, { name: 'Not allowed' });
    await stack.caughtUp();
    expect(await entry('CommandRefused')).toMatchObject({
      actor_kind: 'api_key',
      actor_id: viewer.id,
      success: false,
    });
    const { changes } = (await entry('ApiKeyRotated')) as unknown as { changes: { path: string }[] };
    expect(changes.map((change) => change.path).join()).toMatch(/overlap_until/);
  });
});

describe('the list of API keys', () => {
  it('shows who issued what, when it was last used and from where, and no secret', async () => {
    const own = await ada.team('Listed');
    const { id, secret, program } = await issueKey(ada, own, {
      name: 'مفتاح',
      role: 'viewer',
      permissions: ['team:read', { permission: 'members:read', conditions: [] }],
      expires_at: '2036-01-01T00:00:00+02:00',
    });
    await program.get(`/api/teams/${own}`);
    await stack.caughtUp();

    const { data } = (await ada.get(`/api/teams/${own}/api-keys`)).body as unknown as { data: ApiKey[] };

    const somebody = { user_id: ada.id, name: 'Ada' };
    expect(data).toMatchObject([
      {
        api_key_id: id,
        name: 'مفتاح',
        role: 'viewer',
        permissions: [
          { permission: 'team:read', conditions: [] },
          { permission: 'members:read', conditions: [] },
        ],
        state: 'active',
        owner: somebody,
        issued_by: somebody,
        expires_at: '2035-12-31T22:00:00.000Z',
        last_used_ip: '127.0.0.1',
        revision: 0,
      },
    ]);
    expect(Date.now() - Date.parse(data[0]!.last_used_at!)).toBeLessThan(10_000);
    expect(JSON.stringify(data)).not.toContain(secret.slice(-49));
    const rows = await stack.query('select * from app.api_key_secret where api_key_id = $1', [id]);
    expect(JSON.stringify(rows)).not.toContain('127.0.0.1');
  });

  it('moves "last used" at most once a minute', async () => {
    const { id, program } = await issueKey(ada, team);
    const used = async () =>
      (await stack.query('select last_used_at from app.api_key_secret where api_key_id = $1', [id]))[0]
        .last_used_at;
    await program.get('/api/api-key');
    const first = await used();
    await program.get('/api/api-key');
    expect(await used()).toEqual(first);

    await keep(id, "last_used_at = now() - interval '61 seconds'");
    await program.get('/api/api-key');

    expect(Date.now() - (await used()).getTime()).toBeLessThan(10_000);
  });

  it('shows to whom a key was handed on', async () => {
    const own = await ada.team('Handed');
    const { shown } = await issueKey(ada, own);
    const grace = randomUUID();
    await stack.store.append(
      `team-${own}`,
      [{ type: 'ResourcesReassigned', data: { from: ada.id, to: grace } }],
      'any',
      metadata(),
      [randomUUID()],
    );
    await stack.caughtUp();

    expect(await shown()).toMatchObject({
      owner: { user_id: grace, name: null },
      issued_by: { user_id: ada.id },
    });
  });

  it('goes on when its issuer is removed, and shows who looks after it now', async () => {
    const own = await ada.team('Without Grace');
    const grace = await stack.person('Grace');
    await joinTeam(stack, own, grace.id, 'admin');
    await stack.caughtUp();
    const { program, path } = await issueKey(grace, own);

    const removed = await ada.post(`/api/teams/${own}/members/${grace.id}/remove`, { reassign_to: ada.id });
    await stack.caughtUp();

    expect(removed.status).toBe(200);
    expect((await program.get(`/api/teams/${own}`)).status).toBe(200);
    expect((await ada.get(path)).body).toMatchObject({
      owner: { user_id: ada.id },
      issued_by: { user_id: grace.id, name: null },
    });
    expect((await grace.post(`${path}/revoke`)).status).toBe(404);
  });

  it('finds by state, and has no key of another team', async () => {
    const own = await ada.team('Found');
    const gone = await issueKey(ada, own);
    const there = await issueKey(ada, own);
    await ada.post(`${gone.path}/revoke`);
    await stack.caughtUp();

    const found = await ada.get(`/api/teams/${own}/api-keys?filter[state]=active`);
    expect((found.body.data as unknown as ApiKey[]).map(({ api_key_id }) => api_key_id)).toEqual([there.id]);

    const elsewhere = gone.path.replace(own, team);
    const answers = [
      await ada.get(elsewhere),
      await ada.post(`${elsewhere}/rotate`, { overlap_seconds: 0 }),
      await ada.post(`${elsewhere}/revoke`),
    ];
    expect(answers.map(code)).toEqual(Array(3).fill([404, 'api-key-not-found']));
    expect((await there.program.get('/api/api-key')).status).toBe(200);
  });
});
