import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { freePortFamily } from '../../scripts/ports.ts';
import { alive, answers, command, running } from './command.ts';

const ready = 'Ctrl-C stops everything';
const names = ['postgres', 'postgrest production', 'postgrest staging', 'event node', 'projector', 'api'];

describe('npm start', { timeout: 60_000 }, () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'pgai-start-'));
  let port: number;
  let started: ReturnType<typeof command>;
  const start = () => command('start', { PORT: String(port), PGAI_DATA_DIR: dataDir });
  const password = () => /with the password +(\S+)/.exec(started.output())?.[1] ?? '';
  const url = (path: string) => `http://127.0.0.1:${port}${path}`;
  const everythingAnswers = async () => {
    const asked = [url('/api/health/ready'), ...[31, 33].map((n) => `http://127.0.0.1:${port + n}/ready`)];
    return (await Promise.all(asked.map(answers))).every(Boolean);
  };
  const signIn = (email: string) =>
    fetch(url('/api/auth/sign-in'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password: password() }),
    });

  beforeAll(async () => {
    port = await freePortFamily();
    started = start();
    await started.printed(ready);
  }, 120_000);
  afterAll(async () => {
    started.kill('SIGTERM');
    await started.ended;
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('says where it is, who may sign in, and what runs', async () => {
    const said = started.output();

    expect(said).toContain(url(''));
    for (const who of ['owner', 'developer', 'viewer']) expect(said).toContain(`${who}@example.com`);
    for (const name of names) expect(said).toMatch(new RegExp(`^ {2}${name} +\\d+`, 'm'));
    expect(await everythingAnswers()).toBe(true);
    expect((await signIn('owner@example.com')).status).toBe(200);
  });

  it('publishes the sample shop through PostgREST, as production and as staging', async () => {
    for (const offset of [30, 32]) {
      const products = await fetch(`http://127.0.0.1:${port + offset}/products?limit=3`);
      expect(await products.json()).toHaveLength(3);
    }
  });

  it('refuses to be started twice on the same data', async () => {
    const second = command('start', { PORT: String(await freePortFamily()), PGAI_DATA_DIR: dataDir });

    expect(await second.ended).toBe(1);
    expect(second.output().trim()).toBe(
      `Another pgai is using the data directory ${dataDir}: stop it, or set PGAI_DATA_DIR to a different folder.`,
    );
  });

  it('refuses a taken port in one sentence', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'pgai-start-'));
    const second = command('start', { PORT: String(port), PGAI_DATA_DIR: elsewhere });

    expect(await second.ended).toBe(1);
    expect(second.output().trim()).toBe(
      `Port ${port}, for the web app and API, is taken by another program: stop that, or start on other ports with PORT=${port + 100}.`,
    );
    rmSync(elsewhere, { recursive: true });
  });

  it.each(names)('starts the %s again after kill -9, and all of it answers', async (name) => {
    const before = running(dataDir)[name]!;

    process.kill(before, 'SIGKILL');

    await vi.waitUntil(() => running(dataDir)[name] !== before, { timeout: 10_000, interval: 20 });
    await vi.waitUntil(everythingAnswers, { timeout: 15_000, interval: 50 });
    expect(started.output()).toContain(`${name} was ended by SIGKILL; starting it again in`);
  });

  it('keeps secrets, and what people type, out of every log', async () => {
    const canary = 'canary-4711 zebrafinch';
    const body = JSON.stringify({ email: 'zebrafinch@example.com', password: canary, name: 'Zebrafinch' });
    const send = (path: string, payload: string, cookie = '') =>
      fetch(url(path), {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie },
        body: payload,
      });
    const made = await send('/api/auth/sign-up', body);
    const cookie = made.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    await send('/api/auth/sign-up', body);
    await send('/api/auth/sign-in', body.slice(0, -2));
    await send('/api/teams', '{"name":7}', cookie);
    await fetch(url(`/api/teams?filter[name]=zebrafinch`), { headers: { cookie } });

    const logs = readdirSync(join(dataDir, 'logs')).map((file) =>
      readFileSync(join(dataDir, 'logs', file), 'utf8'),
    );
    const masterKey = readFileSync(join(dataDir, 'master.key'), 'utf8').trim();
    expect(made.status).toBe(201);
    expect(logs.join('')).toContain('/api/auth/sign-up');
    for (const secret of ['canary-4711', 'ebrafinch', cookie.split('=')[1] ?? '', password(), masterKey])
      expect(logs.filter((log) => log.includes(secret))).toEqual([]);
  });

  it('leaves no process behind on SIGTERM, and goes on from the same data', async () => {
    const pids = Object.values(running(dataDir));
    const firstPassword = password();

    started.kill('SIGTERM');

    expect(await started.ended).toBe(0);
    expect(alive(pids)).toEqual([]);

    started = start();
    await started.printed(ready);
    expect(password()).toBe(firstPassword);
    expect((await signIn('viewer@example.com')).status).toBe(200);
  });

  it('leaves no process behind when its own are killed with -9', async () => {
    const pids = Object.values(running(dataDir));

    started.kill('SIGKILL');

    await vi.waitUntil(() => alive(pids).length === 0, { timeout: 15_000, interval: 50 });
  });
});
