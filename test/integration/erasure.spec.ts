import { randomUUID } from 'node:crypto';
import type { AuditVerdict } from '@pgai/contracts/audit.js';
import type { MyErasure, WaitingErasures } from '@pgai/contracts/privacy.js';
import type { MemberList } from '@pgai/contracts/teams.js';
import { verifyExport } from '@pgai/ledger/export.js';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Stack, startStack } from '../support/app.ts';
import { Person, password } from '../support/person.ts';
import { rebuildAll } from '../support/rebuild.ts';
import { scan } from '../support/scan.ts';
import { join, joinByInvitation } from '../support/team.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ apis: 2 });
});
afterAll(() => stack.stop());

const mine = async (person: Person) => (await person.get('/api/me/erasure')).body as unknown as MyErasure;
const ask = (person: Person, confirm?: string) => person.post('/api/me/erasure', { password, confirm });
const waiting = async (owner: Person, team: string) =>
  ((await owner.get(`/api/teams/${team}/erasures`)).body as unknown as WaitingErasures).data;
const erased = (person: Person) =>
  vi.waitFor(
    async () => {
      const done = "select 1 from read.erasure where user_id = $1 and status = 'erased'";
      expect(await stack.query(done, [person.id])).toHaveLength(1);
    },
    { timeout: 20_000 },
  );

describe('asking to be erased', () => {
  it('is for who knows the password', async () => {
    const ada = await stack.person('Ada');

    const refused = await ada.post('/api/me/erasure', {
      password: 'not my password at all',
      confirm: ada.email,
    });

    expect(refused).toMatchObject({ status: 403, body: { code: 'wrong-password' } });
    expect((await mine(ada)).status).toBe('none');
  });

  it('says what it means: alone, it happens at once', async () => {
    const ada = await stack.person('Ada');
    const team = await ada.team('Alone');

    expect(await mine(ada)).toMatchObject({
      status: 'none',
      needs: 'confirmation',
      teams: [{ team_id: team }],
    });
    expect(await ask(ada)).toMatchObject({ status: 422, body: { code: 'confirmation-required' } });
    expect(await ask(ada, 'somebody@example.com')).toMatchObject({ status: 422 });
    expect(await ask(ada, ada.email.toUpperCase())).toMatchObject({ status: 200 });
    await erased(ada);
    expect((await ada.get('/api/me')).status).toBe(401);
  });

  it('of the last owner of a team with others is refused', async () => {
    const [ada, grace] = [await stack.person('Ada'), await stack.person('Grace')];
    const team = await ada.team('Meridian');
    await join(stack, team, ada, grace, 'admin');

    expect(await mine(ada)).toMatchObject({ needs: 'another-owner', teams: [{ last_owner: true }] });
    expect(await ask(ada, ada.email)).toMatchObject({ status: 409, body: { code: 'last-owner' } });
  });

  it('waits for an owner, who is not oneself; may be withdrawn, rejected and made again', async () => {
    const [ada, grace, eve] = [
      await stack.person('Ada'),
      await stack.person('Grace'),
      await stack.person('Eve'),
    ];
    const team = await ada.team('Meridian');
    await join(stack, team, ada, grace, 'owner');
    const decide = (who: Person, verb: string, of = grace) =>
      who.post(`/api/teams/${team}/erasures/${of.id}/${verb}`);

    const asked = await ask(grace);
    await stack.caughtUp();
    expect(asked.status).toBe(200);
    expect(await waiting(ada, team)).toMatchObject([
      { user_id: grace.id, name: 'Grace', role: 'owner', events: 0, api_keys: 0 },
    ]);
    expect(await decide(grace, 'approve')).toMatchObject({ status: 403, body: { code: 'own-erasure' } });
    expect(await decide(eve, 'approve')).toMatchObject({ status: 404, body: { code: 'team-not-found' } });
    expect(await decide(ada, 'approve', eve)).toMatchObject({
      status: 404,
      body: { code: 'member-not-found' },
    });

    expect((await grace.post('/api/me/erasure/withdraw')).status).toBe(200);
    expect(await decide(ada, 'approve')).toMatchObject({
      status: 409,
      body: { code: 'erasure-not-requested' },
    });
    await ask(grace);
    expect((await decide(ada, 'reject')).status).toBe(200);
    await stack.caughtUp();
    expect((await mine(grace)).status).toBe('rejected');
    expect(await waiting(ada, team)).toEqual([]);
  });

  it('is decided by owners alone', async () => {
    const [ada, tomasz, grace] = [
      await stack.person('Ada'),
      await stack.person('Tomasz'),
      await stack.person('Grace'),
    ];
    const team = await ada.team('Meridian');
    await join(stack, team, ada, tomasz, 'admin');
    await join(stack, team, ada, grace, 'viewer');
    await ask(grace);

    const refused = await tomasz.post(`/api/teams/${team}/erasures/${grace.id}/approve`);

    expect(refused).toMatchObject({ status: 403, body: { code: 'not-permitted' } });
  });

  it('of two owners by each other ends with one of them', async () => {
    const [ada, grace, eve] = [
      await stack.person('Ada'),
      await stack.person('Grace'),
      await stack.person('Eve'),
    ];
    const team = await ada.team('Meridian');
    await join(stack, team, ada, grace, 'owner');
    await join(stack, team, ada, eve, 'viewer');
    await Promise.all([ask(ada), ask(grace)]);

    await Promise.all([
      ada.post(`/api/teams/${team}/erasures/${grace.id}/approve`),
      grace.post(`/api/teams/${team}/erasures/${ada.id}/approve`),
    ]);

    const ends = () =>
      stack.query(
        "select status from read.erasure where user_id in ($1, $2) and status in ('erased', 'rejected') order by 1",
        [ada.id, grace.id],
      );
    await expect.poll(ends, { timeout: 20_000 }).toEqual([{ status: 'erased' }, { status: 'rejected' }]);
    await stack.caughtUp();
    const owners = await stack.query(
      "select user_id from read.team_member where team_id = $1 and role = 'owner'",
      [team],
    );
    expect(owners).toHaveLength(1);
  });
});

describe('an erased person', () => {
  const name = 'Zaphod Quirindi-Beeblebrox';
  const agent = 'Kestrelfox/77.31 (Canary)';
  let ada: Person;
  let gone: Person;
  let sockets: Socket[];
  let team: string;
  let other: string;
  let address: string;
  let tookMs: number;
  const closed: string[] = [];
  const sealed: string[] = [];
  const backup = { key: Buffer.alloc(0), email: Buffer.alloc(0) };

  beforeAll(async () => {
    ada = await stack.person('Ada');
    team = await ada.team('Meridian');
    gone = new Person(stack.urls[1]!);
    address = `zq-${Date.now()}@canary.example`;
    const headers = { 'user-agent': agent, 'x-forwarded-for': '203.0.113.77' };
    const made = await gone.send('POST', '/api/auth/sign-up', { email: address, password, name }, headers);
    gone.id = made.body.user_id;
    gone.email = address;
    await joinByInvitation(stack, team, ada, gone, 'admin');
    const eve = await stack.person('Eve');
    other = await eve.team('Elsewhere');
    await eve.post(`/api/teams/${other}/invitations`, { email: address.toUpperCase(), role: 'viewer' });
    await ada.post(`/api/teams/${team}/audit/exports`, {
      format: 'csv',
      recipient: `To ${name}, for the audit`,
    });
    await gone.send('POST', `/api/teams/${team}/rename`, { name: 'Meridian Freight' }, headers);
    await gone.send('POST', '/api/auth/sign-in', { email: address, password: 'wrong wrong wrong' }, headers);
    await ada.get(`/api/teams/${team}/members`); // each process now holds what it opens
    await gone.get('/api/me/sessions', headers);
    await stack.caughtUp();

    sockets = stack.urls.map((url) =>
      io(url, { transports: ['websocket'], extraHeaders: { cookie: gone.cookie } }),
    );
    for (const [n, socket] of sockets.entries()) {
      socket.on('disconnect', () => closed.push(String(n)));
      if (!socket.connected) await new Promise<void>((open) => socket.once('connect', open));
      await socket.emitWithAck('open_team', team);
    }
    await vi.waitFor(async () => expect(await stack.query('select 1 from app.export_file')).toHaveLength(1), {
      timeout: 10_000,
    });
    sealed.push(...(await scan(stack, [address, name, agent, '203.0.113.77'])));

    const [key] = await stack.query('select wrapped_key from app.subject_key where subject_id = $1', [
      gone.id,
    ]);
    const [credential] = await stack.query('select email_hash from app.credential where user_id = $1', [
      gone.id,
    ]);
    Object.assign(backup, { key: key!.wrapped_key, email: credential!.email_hash });

    await gone.post('/api/me/erasure', { password });
    const started = performance.now();
    await ada.post(`/api/teams/${team}/erasures/${gone.id}/approve`);
    await erased(gone);
    await stack.caughtUp();
    tookMs = performance.now() - started;
  });
  afterAll(() => {
    for (const socket of sockets) socket.close();
  });

  it('was in the read model until then, and nowhere else in plain', async () => {
    expect(sealed).toEqual(['app.export_chunk', 'app.export_file', 'read.account', 'read.team_invitation']);
    expect(await scan(stack, ['Meridian Freight'])).toEqual(
      expect.arrayContaining(['node.events', 'read.ledger_entry', 'read.team_list']), // so the log is really looked into
    );
  });

  it('is gone from every table within a minute', async () => {
    expect(tookMs).toBeLessThan(60_000);
    expect(await scan(stack, [address, name, agent, '203.0.113.77'])).toEqual([]);
  });

  it('has no session, no socket, no credential, no try, no key and never gets another', async () => {
    await expect.poll(() => closed.length, { timeout: 2_000 }).toBe(2);
    expect((await gone.get('/api/me')).status).toBe(401);
    const again = await gone.post('/api/auth/sign-in', { email: address, password });
    expect(again).toMatchObject({ status: 401, body: { code: 'wrong-credentials' } });
    for (const table of ['app.credential', 'app.session'])
      expect(await stack.query(`select 1 from ${table} where user_id = $1`, [gone.id])).toEqual([]);
    expect(await stack.query('select 1 from app.idempotency_key where actor = $1', [gone.id])).toEqual([]);
    expect(
      await stack.query('select wrapped_key from app.subject_key where subject_id = $1', [gone.id]),
    ).toEqual([{ wrapped_key: null }]);
  });

  it('is in no answer that another member gets', async () => {
    const audit = await ada.get(`/api/teams/${team}/audit?limit=100`);
    const actors = audit.body.data as unknown as { actor_id: string; actor_name: string; position: string }[];
    const answers = [
      audit,
      await ada.get(`/api/teams/${team}`),
      await ada.get(`/api/teams/${team}/members`),
      await ada.get(`/api/teams/${team}/erasures`),
      await ada.get(`/api/teams/${team}/audit/export`),
      await ada.get(`/api/teams/${team}/audit/exports`),
      await ada.get('/api/me'),
      await ada.get('/api/me/data'),
      ...(await Promise.all(actors.map(({ position }) => ada.get(`/api/teams/${team}/audit/${position}`)))),
    ].map(({ body }) => JSON.stringify(body));

    for (const canary of [address, name, agent, '203.0.113.77'])
      expect(answers.filter((answer) => answer.includes(canary))).toEqual([]);
    expect(actors.find(({ actor_id }) => actor_id === gone.id)?.actor_name).toBe('Erased person');
    const members = (await ada.get(`/api/teams/${team}/members`)).body as unknown as MemberList;
    expect(members.data.map(({ user_id }) => user_id)).toEqual([ada.id]);
  });

  it('stays gone after a rebuild of everything, and the read models are what the log says', async () => {
    const verdicts = await rebuildAll(stack);

    expect(verdicts.filter(({ equal }) => !equal)).toEqual([]);
    expect(await scan(stack, [address, name, agent, '203.0.113.77'])).toEqual([]);
  });

  it('leaves a ledger that verifies, here and offline', async () => {
    await stack.caughtUp();
    const verdict = (await ada.get(`/api/teams/${team}/audit/verify`)).body as unknown as AuditVerdict;
    const lines = ((await ada.get(`/api/teams/${team}/audit/export`)).body as unknown as string)
      .trimEnd()
      .split('\n');

    expect(verdict).toMatchObject({ verified: true, difference: null });
    const { failure, proven } = verifyExport(lines, JSON.parse(lines[0]!).public_key);
    expect(failure).toBeUndefined();
    expect(proven).toBe(lines.length - 1);
  });

  it('is erased again when an older backup brings the key and the password back', async () => {
    await stack.query('delete from app.subject_key where subject_id = $1', [gone.id]);
    await stack.query('insert into app.subject_key (subject_id, wrapped_key) values ($1, $2)', [
      gone.id,
      backup.key,
    ]);
    await stack.query('insert into app.credential (user_id, email_hash, password_hash) values ($1, $2, $3)', [
      gone.id,
      backup.email,
      'old',
    ]);

    await stack.query("select graphile_worker.add_job('reapply-erasures')");

    const left = () =>
      stack.query(
        `select 'key' as what from app.subject_key where subject_id = $1 and wrapped_key is not null
         union all select 'credential' from app.credential where user_id = $1`,
        [gone.id],
      );
    await expect.poll(left, { timeout: 10_000 }).toEqual([]);
    const events = await stack.store.read(`user-${gone.id}`);
    expect(events.filter(({ type }) => type === 'UserErased')).toHaveLength(1);
  });

  it('is invited nowhere any more', async () => {
    const invitations = await stack.query('select state, email from read.team_invitation order by state');
    const types = (await stack.store.read(`team-${other}`)).map(({ type }) => type);

    expect(invitations).toEqual([
      { state: 'accepted', email: null },
      { state: 'revoked', email: null },
    ]);
    expect(types).toEqual(['TeamCreated', 'MemberJoined', 'MemberInvited', 'InvitationRevoked']);
  });

  it('may come again as somebody new', async () => {
    const again = await stack.stranger().post('/api/auth/sign-up', { email: address, password, name });

    expect(again.status).toBe(201);
    expect(again.body.user_id).not.toBe(gone.id);
  });
});

it('somebody named in 5,000 events is gone as fast', async () => {
  const ada = await stack.person('Ada');
  const vera = await Person.signUp(stack.url, 'Vera Vogelsang');
  const team = await ada.team('Busy');
  await join(stack, team, ada, vera, 'admin');
  await vera.post(`/api/teams/${team}/rename`, { name: 'Busier' });
  const { metadata } = (await stack.store.read(`team-${team}`)).at(-1)!;
  for (let batch = 0; batch < 10; batch++) {
    const events = Array.from({ length: 500 }, (_, n) => ({
      type: 'TeamRenamed',
      data: { name: `Busy ${batch * 500 + n}` },
    }));
    const ids = events.map(() => randomUUID());
    await stack.store.append(`team-${team}`, events, 'any', metadata, ids);
  }
  await stack.caughtUp();

  await ask(vera);
  const started = performance.now();
  await ada.post(`/api/teams/${team}/erasures/${vera.id}/approve`);
  await erased(vera);
  await stack.caughtUp();
  const seconds = (performance.now() - started) / 1_000;

  expect(seconds).toBeLessThan(60);
  expect(await scan(stack, ['Vera Vogelsang', vera.email])).toEqual([]);
});
