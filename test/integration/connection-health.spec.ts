import type { Connection, ConnectionMade } from '@pgai/contracts/connections.js';
import type { Problem } from '@pgai/contracts/problem.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Stack, startStack } from '../support/app.ts';
import { startOwnPostgres } from '../support/own-postgres.ts';
import type { Person } from '../support/person.ts';

let stack: Stack;
let postgres: Awaited<ReturnType<typeof startOwnPostgres>>;
let ada: Person;
let path: string;
beforeAll(async () => {
  [stack, postgres] = await Promise.all([startStack(), startOwnPostgres()]);
  ada = await stack.person('Ada');
  path = `/api/teams/${await ada.team('Meridian')}/connections`;
});
afterAll(async () => {
  await stack.stop();
  await postgres.remove();
});

const fields = (more: object = {}) => {
  const { username, password } = new URL(postgres.url);
  return {
    name: 'own',
    engine: 'postgres',
    host: '127.0.0.1',
    port: postgres.port,
    database: 'postgres',
    username,
    password,
    ssl_mode: 'prefer',
    pool: { min: 0, max: 4 },
    ...more,
  };
};

const of = async (id: string) => (await ada.get(`${path}/${id}`)).body as unknown as Connection;
const healthOf = async (id: string) => (await of(id)).health;
const within60s = { timeout: 60_000, interval: 200 };

it('goes down when the server stops and is healthy when it is back, each within a minute and one event', async () => {
  const { id } = (await ada.post(path, fields())).body as unknown as ConnectionMade;
  await expect.poll(() => healthOf(id), within60s).toBe('healthy');

  await postgres.stop();
  await stack.query("update app.connection_check set next_at = now() + random() * interval '30 s'");
  const stopped = Date.now();
  await expect.poll(() => healthOf(id), within60s).toBe('down');
  const downAfter = Date.now() - stopped;
  const down = await of(id);

  await postgres.start();
  const started = Date.now();
  await expect.poll(() => healthOf(id), within60s).toBe('healthy');
  const healthyAfter = Date.now() - started;

  expect(Math.max(downAfter, healthyAfter)).toBeLessThan(60_000);
  expect(down.health_reason).toContain(`Nothing listens on port ${postgres.port} of 127.0.0.1.`);
  expect(down.latencies.at(-1)).toBeNull();
  const events = await stack.store.read(`connection-${id}`);
  expect(
    events.filter(({ type }) => type === 'ConnectionHealthChanged').map(({ data }) => data),
  ).toMatchObject([
    { from: 'unknown', to: 'healthy' },
    { from: 'healthy', to: 'down' },
    { from: 'down', to: 'healthy' },
  ]);
  const looks = events.filter(({ type, data }) => type === 'CredentialAccessed' && data.purpose === 'health');
  expect(looks).toHaveLength(1);
}, 150_000);

it('refuses a wrong password, also as the new one, and keeps what works', async () => {
  const { id } = (await ada.post(path, fields({ name: 'mine' }))).body as unknown as ConnectionMade;

  const refused = await ada.post(path, fields({ name: 'wrong', password: 'not it' }));
  const rotated = await ada.post(`${path}/${id}/rotate-credential`, { password: 'not it either' });
  const tested = await ada.post(`${path}/${id}/test`);

  for (const answer of [refused, rotated]) {
    expect(answer).toMatchObject({ status: 422, body: { code: 'connection-failed' } });
    const failed = (answer.body as unknown as Problem).checks?.find(({ status }) => status === 'failed');
    expect(failed).toMatchObject({ name: 'authentication', code: 'wrong-password' });
    expect(JSON.stringify(answer.body)).not.toContain('not it');
  }
  expect(tested.body).toMatchObject({ ok: true });
});

it('is not looked at while it is disabled', async () => {
  const { id } = (await ada.post(path, fields({ name: 'quiet' }))).body as unknown as ConnectionMade;
  await expect.poll(() => healthOf(id), within60s).toBe('healthy');

  const { body } = await ada.post(`${path}/${id}/disable`);
  await ada.get(`${path}/${id}?at_least=${body.revision}`);
  await stack.caughtUp();
  const [row] = await stack.query('select next_at from app.connection_check where connection_id = $1', [id]);

  expect(await of(id)).toMatchObject({ status: 'disabled', health: 'unknown' });
  expect(row.next_at).toBeNull();
});
