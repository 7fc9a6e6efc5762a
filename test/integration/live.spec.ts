import { once } from 'node:events';
import type { ClientToServer, ServerToClient } from '@pgai/contracts/live.js';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Stack, startStack } from '../support/app.ts';
import { joinTeam } from '../support/join-team.ts';
import type { Person } from '../support/person.ts';

type Client = Socket<ServerToClient, ClientToServer>;

let stack: Stack;
const sockets: Client[] = [];
beforeAll(async () => {
  stack = await startStack({ apis: 2 });
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});
afterAll(() => stack.stop());

/** A page of this person, served by one of the API processes. */
function connect({ cookie }: Person, api = 0, headers: Record<string, string> = {}): Client {
  const socket: Client = io(stack.urls[api]!, {
    transports: ['websocket'],
    extraHeaders: { cookie, ...headers },
    reconnection: false,
    forceNew: true,
  });
  sockets.push(socket);
  return socket;
}

const connected = (socket: Client) => once(socket as never, 'connect');
const notice = (socket: Client, wanted: (n: { id: string; revision: number }) => boolean) =>
  new Promise((resolve) => socket.on('moved', (n) => n.model !== 'audit-ledger' && wanted(n) && resolve(n)));

describe('a page', () => {
  it('hears of a rename that another API process accepted', async () => {
    const ada = await stack.person('Ada');
    const id = await ada.team('Meridian');
    const pages = [connect(ada, 0), connect(ada, 1)];
    await Promise.all(pages.map(connected));
    const heard = Promise.all(pages.map((page) => notice(page, (n) => n.id === id && n.revision === 2)));

    await ada.post(`/api/teams/${id}/rename`, { name: 'Meridian Logistics' });

    expect(await heard).toEqual(
      Array(2).fill({ model: 'team-list', team_id: id, id, revision: 2, events: ['TeamRenamed'] }),
    );
  });

  it('hears of a team made after it connected', async () => {
    const ada = await stack.person('Ada');
    const page = connect(ada);
    await connected(page);
    const heard = notice(page, ({ revision }) => revision === 1);

    await ada.post('/api/teams', { name: 'New' });

    expect(await heard).toMatchObject({ model: 'team-list' });
  });

  it('shows who else has the team open, on whichever API process', async () => {
    const ada = await stack.person('Ada');
    const id = await ada.team('Meridian');
    const [one, two] = [connect(ada, 0), connect(ada, 1)];
    await Promise.all([one, two].map(connected));
    const present = once(two as never, 'present');

    expect(await one.emitWithAck('open_team', id)).toBe(true);
    expect(await two.emitWithAck('open_team', id)).toBe(true);

    expect(await present).toEqual([{ team_id: id, people: [{ user_id: ada.id, name: 'Ada' }] }]);
  });
});

describe('a stranger', () => {
  it('is not let in without a session', async () => {
    const [error] = await once(connect(stack.stranger()) as never, 'connect_error');

    expect((error as Error).message).toBe('not-signed-in');
  });

  it('is not let in from another site', async () => {
    const ada = await stack.person('Ada');

    const refused = await once(connect(ada, 0, { origin: 'https://evil.example' }) as never, 'connect_error');

    expect(refused).toHaveLength(1);
  });

  it.each([['a foreign team'], ['nonsense']])('does not open %s', async (what) => {
    const [ada, eve] = [await stack.person('Ada'), await stack.person('Eve')];
    const id = what === 'nonsense' ? '../../*' : await ada.team('Meridian');
    const page = connect(eve);
    await connected(page);

    expect(await page.emitWithAck('open_team', id)).toBe(false);
  });
});

it('is disconnected everywhere when its session ends', async () => {
  const ada = await stack.person('Ada');
  const page = connect(ada, 1);
  await connected(page);
  const gone = once(page as never, 'disconnect');

  await ada.post('/api/auth/sign-out');

  expect((await gone)[0]).toBe('io server disconnect');
});

it('hears each notice once, also after the connection that brings them was cut', async () => {
  const ada = await stack.person('Ada');
  const id = await ada.team('Meridian');
  const page = connect(ada);
  await connected(page);
  const listening =
    "from pg_stat_activity where application_name = 'pgai-api-notices' and query = 'listen pgai_moved' and datname = current_database()";
  const pids = async () => (await stack.query(`select pid ${listening} order by pid`)).map(({ pid }) => pid);
  const before = await pids();
  await stack.query(`select pg_terminate_backend(pid) ${listening}`);
  await vi.waitFor(async () => {
    const now = await pids();
    expect(now).toHaveLength(before.length);
    expect(now.some((pid) => before.includes(pid))).toBe(false);
  }, 10_000);
  const heard: number[] = [];
  page.on('moved', ({ model, revision }) => void (model === 'team-list' && heard.push(revision)));
  const last = notice(page, ({ revision }) => revision === 3);

  await ada.post(`/api/teams/${id}/rename`, { name: 'Two' });
  await ada.get(`/api/teams/${id}?at_least=2`);
  await ada.post(`/api/teams/${id}/rename`, { name: 'Three' });
  await last;

  expect(heard).toEqual([2, 3]);
});

it('hears nothing of a team one was removed from while nobody listened', async () => {
  const [ada, grace] = [await stack.person('Ada'), await stack.person('Grace')];
  const id = await ada.team('Meridian');
  await joinTeam(stack, id, grace.id, 'viewer');
  await stack.caughtUp();
  const page = connect(grace);
  await connected(page);
  expect(await page.emitWithAck('open_team', id)).toBe(true);
  const heard: unknown[] = [];
  page.on('moved', (moved) => heard.push(moved));
  const listeners =
    "from pg_stat_activity where application_name = 'pgai-api-notices' and datname = current_database()";
  await stack.query(`select pg_terminate_backend(pid) ${listeners}`);
  await ada.post(`/api/teams/${id}/members/${grace.id}/remove`, {});
  await stack.caughtUp();
  await vi.waitFor(async () => expect(await stack.query(`select pid ${listeners}`)).toHaveLength(2), 5_000);
  await vi.waitFor(
    () => expect(heard).toContainEqual(expect.objectContaining({ model: 'team-access' })),
    5_000,
  );
  heard.length = 0;

  await ada.post(`/api/teams/${id}/rename`, { name: 'Not for her' });
  await stack.caughtUp();
  await grace.get('/api/me');

  expect(heard).toEqual([]);
});
