import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ClientToServer, Moved, ServerToClient } from '@pgai/contracts/live.js';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../scripts/ports.ts';
import { type Stack, startStack } from '../support/app.ts';
import type { Person } from '../support/person.ts';
import { issueKey, type KeyAnswer, Program } from '../support/program.ts';
import { withoutProjector } from '../support/without-projector.ts';

type Client = Socket<ServerToClient, ClientToServer>;

let stack: Stack;
let ada: Person;
let team: string;
const sockets: Client[] = [];
beforeAll(async () => {
  stack = await startStack({ apis: 2 });
  ada = await stack.person('Ada');
  team = await ada.team('Meridian');
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});
afterAll(() => stack.stop());

/** A program's socket at one of the API processes. */
function listen(api_key: unknown, api = 0): Client {
  const socket: Client = io(stack.urls[api]!, {
    transports: ['websocket'],
    auth: { api_key },
    reconnection: false,
    forceNew: true,
  });
  sockets.push(socket);
  return socket;
}
const connected = async (socket: Client) => {
  await once(socket as never, 'connect');
  return socket;
};
const refusal = async (socket: Client) =>
  ((await once(socket as never, 'connect_error')) as [Error])[0].message;
const everywhere = (secret: string) => stack.urls.map((url) => new Program(url, secret));
const statuses = (secret: string) =>
  Promise.all(everywhere(secret).map(async (program) => (await program.get('/api/api-key')).status));

/** How long both sockets and both processes go on after this. */
async function timeToEnd(secret: string, end: () => Promise<unknown>) {
  const open = await Promise.all([connected(listen(secret, 0)), connected(listen(secret, 1))]);
  expect(await statuses(secret)).toEqual([200, 200]);
  const closed = Promise.all(open.map((socket) => once(socket as never, 'disconnect')));
  await end();
  const began = performance.now();
  const [reasons] = await Promise.all([
    closed,
    expect.poll(() => statuses(secret), { timeout: 5_000, interval: 20 }).toEqual([401, 401]),
  ]);
  expect(reasons.map(([reason]) => reason)).toEqual(Array(2).fill('io server disconnect'));
  return performance.now() - began;
}

describe('a socket with an API key', () => {
  it('hears the notices of its team, and of no other', async () => {
    const { secret, id } = await issueKey(ada, team);
    const other = await ada.team('Other');
    const socket = await connected(listen(secret, 1));
    const heard: Moved[] = [];
    socket.on('moved', (notice) => heard.push(notice));

    await ada.post(`/api/teams/${other}/rename`, { name: 'Not for it' });
    await ada.post(`/api/teams/${team}/rename`, { name: 'Meridian 2' });
    await expect.poll(() => heard.some(({ events }) => events.includes('TeamRenamed'))).toBe(true);

    expect(new Set(heard.map(({ team_id }) => team_id))).toEqual(new Set([team]));
    expect(await socket.emitWithAck('open_team', team)).toBe(true);
    expect(await socket.emitWithAck('open_team', other)).toBe(false);
    expect(await socket.emitWithAck('open_team', id)).toBe(false);
  });

  it('is seen by nobody, and goes on when members come', async () => {
    const { secret } = await issueKey(ada, team);
    const socket = await connected(listen(secret));
    await socket.emitWithAck('open_team', team);
    const page: Client = io(stack.url, {
      transports: ['websocket'],
      extraHeaders: { cookie: ada.cookie },
      forceNew: true,
    });
    sockets.push(page);
    const present = once(page as never, 'present');
    await page.emitWithAck('open_team', team);

    expect((await present)[0].people).toEqual([{ user_id: ada.id, name: 'Ada' }]);
    await ada.team('Joined'); // a MemberJoined that everybody's rooms follow
    await stack.caughtUp();
    const heard = once(socket as never, 'moved');
    await ada.post(`/api/teams/${team}/rename`, { name: 'Meridian 3' });
    expect((await heard)[0].team_id).toBe(team);
  });

  it.each([['pgai_live_00000000_nothing'], [''], [7], [{ $ne: '' }], [['x']], [null]])(
    'is not let in with %j',
    async (wrong) => {
      expect(await refusal(listen(wrong))).toBe('wrong-api-key');
    },
  );

  it('is not let in with a key that may not see the team', async () => {
    const { secret } = await issueKey(ada, team, { permissions: ['members:read'] });

    expect(await refusal(listen(secret))).toBe('wrong-api-key');
  });

  it('from a page of nowhere is refused, and nothing breaks', async () => {
    const socket: Client = io(stack.url, {
      transports: ['websocket'],
      extraHeaders: { origin: 'null' },
      reconnection: false,
      forceNew: true,
    });
    sockets.push(socket);

    await once(socket as never, 'connect_error');
    expect((await stack.stranger().get('/api/health/live')).status).toBe(200);
  });
});

describe('within a second, at every API process, over HTTP and sockets', () => {
  it('a key that was revoked is over', async () => {
    const { secret, path } = await issueKey(ada, team);

    expect(await timeToEnd(secret, () => ada.post(`${path}/revoke`))).toBeLessThan(1_000);
    expect((await everywhere(secret)[1]!.get('/api/api-key')).body.code).toBe('api-key-revoked');
    expect(await refusal(listen(secret))).toBe('api-key-revoked');
  });

  it('a secret that was replaced without overlap is over', async () => {
    const { secret, path } = await issueKey(ada, team);

    const rotate = () => ada.post(`${path}/rotate`, { overlap_seconds: 0 });
    expect(await timeToEnd(secret, rotate)).toBeLessThan(1_000);
  });

  it('a key that has expired is over', async () => {
    const expires = Date.now() + 2_000;
    const { secret } = await issueKey(ada, team, { expires_at: new Date(expires).toISOString() });
    await stack.caughtUp();

    await timeToEnd(secret, async () => undefined);
    expect(Date.now() - expires).toBeLessThan(1_000);
  });

  it('an overlap is over, and the new secret goes on', async () => {
    const { secret, path } = await issueKey(ada, team);
    const { body } = (await ada.post(`${path}/rotate`, { overlap_seconds: 2 })) as KeyAnswer;
    const until = Date.now() + 2_000;
    const next = await connected(listen(body.secret));

    await timeToEnd(secret, async () => undefined);

    expect(Date.now() - until).toBeLessThan(1_000);
    expect(next.connected).toBe(true);
    expect(await statuses(body.secret)).toEqual([200, 200]);
  });

  it('a key whose notice was lost is over', async () => {
    const { secret, path } = await issueKey(ada, team);
    const listening = "from pg_stat_activity where application_name = 'pgai-api-notices'";
    const cut = () => stack.query(`select pg_terminate_backend(pid) ${listening}`);

    const took = await timeToEnd(secret, async () => {
      await cut();
      await ada.post(`${path}/revoke`);
    });
    expect(took).toBeLessThan(2_000); // half a second until the process listens again, and looks at every socket
  });
});

describe('while the projector stands still', () => {
  it('a key is issued and works, and one that is revoked is over within a second', async () => {
    const { secret, path } = await issueKey(ada, team);
    await stack.caughtUp();

    await withoutProjector(stack, async () => {
      expect(await timeToEnd(secret, () => ada.post(`${path}/revoke`))).toBeLessThan(1_000);
      const fresh = await issueKey(ada, team);
      expect((await fresh.program.get(`/api/teams/${team}`)).status).toBe(200);
    });
  });

  it('a network the team takes no requests from any more is out, and its sockets too', async () => {
    const { secret, program } = await issueKey(ada, team);
    await stack.caughtUp();
    const away = { 'x-forwarded-for': '198.51.100.7' };
    const socket = io(stack.urls[1]!, {
      transports: ['websocket'],
      auth: { api_key: secret },
      extraHeaders: away,
      reconnection: false,
    });
    sockets.push(socket);
    await connected(socket);
    expect((await program.get(`/api/teams/${team}`, away)).status).toBe(200);
    const closed = once(socket as never, 'disconnect');

    await withoutProjector(stack, async () => {
      const policy = {
        second_factor_required: false,
        session_idle_minutes: null,
        session_max_hours: null,
        key_max_age_days: null,
        ip_allow_list: ['127.0.0.0/8'],
        export_needs_approval: false,
      };
      expect((await ada.post(`/api/teams/${team}/security-policy`, policy)).status).toBe(200);
      const began = performance.now();
      await closed;
      expect(performance.now() - began).toBeLessThan(1_000);
      expect((await program.get(`/api/teams/${team}`, away)).body.code).toBe('address-not-allowed');
    });
  });
});

it('leaves no secret in events, tables or the log of the process, whatever is done with it', async () => {
  const main = fileURLToPath(new URL('../../apps/api/dist/main.js', import.meta.url));
  const port = await freePort();
  const api = fork(main, {
    env: { ...process.env, ...stack.environment, PORT: String(port), LOG_LEVEL: 'trace' },
    execArgv: [], // not the conditions of the test, which lead to sources
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let log = '';
  for (const stream of [api.stdout!, api.stderr!]) stream.on('data', (text) => (log += text));
  await once(api, 'message');
  const url = `http://127.0.0.1:${port}`;
  const { secret, path } = await issueKey(ada, team);
  const rotated = (await ada.post(`${path}/rotate`, { overlap_seconds: 60 })) as KeyAnswer;
  const canaries = [secret, rotated.body.secret];

  const answers: unknown[] = [];
  for (const canary of canaries) {
    const program = new Program(url, canary);
    answers.push(
      await program.get(`/api/teams/${team}`),
      await program.get(`/api/teams/${canary}?key=${canary}`),
      await program.post(`/api/teams/${team}/rename`, `{"name": "${canary}`),
      await program.get('/api/nothing', { authorization: `Basic ${canary}` }),
      await program.get('/api/api-key', {
        authorization: `Bearer ${canary}x`,
        'x-correlation-id': 'c'.repeat(99),
      }),
    );
    await ada.post(`/api/teams/${team}/api-keys`, { name: 'x', role: 'viewer', secret: canary });
  }
  const socket = io(url, { transports: ['websocket'], auth: { api_key: secret }, reconnection: false });
  await once(socket as never, 'connect');
  socket.close();
  await stack.caughtUp();
  api.kill('SIGTERM');
  await once(api, 'exit');

  const tables = await stack.query(
    `select format('select t::text as row from %I.%I t', schemaname, tablename) as rows from pg_tables
     where schemaname in ('read', 'app', 'node', 'graphile_worker')`,
  );
  const stored = (await Promise.all(tables.map(({ rows }) => stack.query(rows)))).flat();
  expect(stored.length).toBeGreaterThan(50);
  expect(log.split('\n').length).toBeGreaterThan(10);
  for (const canary of canaries) {
    const kept = canary.slice(-49);
    expect(stored.filter(({ row }) => row.includes(kept))).toEqual([]);
    expect(log.split('\n').filter((line) => line.includes(kept))).toEqual([]);
  }
  expect(JSON.stringify(answers)).not.toContain('secret');
});
