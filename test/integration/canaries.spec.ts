import { randomBytes } from 'node:crypto';
import { migrate } from '@pgai/db/migrate.js';
import { createPool } from '@pgai/db/pool.js';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { codesOf } from '../support/authenticator.ts';
import { createDatabase } from '../support/database.ts';
import { startEventNode } from '../support/event-node.ts';
import { tokenIn } from '../support/mailbox.ts';
import { type Answer, Person } from '../support/person.ts';
import { freePort, startProcess } from '../support/processes.ts';
import { scan } from '../support/scan.ts';

const random = () => randomBytes(6).toString('hex');

/** Every one of them is known to nobody but this test: wherever it is found, it was written by us. */
const secrets = {
  password: `Kanarie ${random()} zingt hoog`,
  newPassword: `Vink ${random()} fluit laag`,
  wrongPassword: `Mus ${random()} tjilpt fout`,
  demoPassword: `Spreeuw ${random()} praat na`,
  masterKey: randomBytes(32).toString('hex'),
  oidcSecret: `oidc-${random()}`,
  header: `header-${random()}`,
  unknownAddress: `nobody-${random()}@canary.example`,
};
const personal = {
  email: `quirindi-${random()}@canary.example`,
  name: `Quirindi Zaphod ${random()}`,
  ip: '203.0.113.91',
  agent: `Kestrelfox/91.${random()}`,
};

let database: Awaited<ReturnType<typeof createDatabase>>;
let pool: pg.Pool;
let logs = '';
const found: Record<string, string> = {};
const answers: { asked: string; answer: Answer }[] = [];
const stopping: (() => Promise<unknown>)[] = [];

const headers = {
  'user-agent': personal.agent,
  'x-forwarded-for': personal.ip,
  'x-canary': secrets.header,
};

beforeAll(async () => {
  database = await createDatabase();
  stopping.unshift(() => database.drop());
  await migrate(database.url);
  const node = await startEventNode(database.url);
  stopping.unshift(() => node.stop());
  pool = createPool(database.url, { max: 2 });
  stopping.unshift(() => pool.end());
  const environment = {
    PORT: await freePort(),
    DATABASE_URL: database.url,
    EVENTSTORE_URL: node.url,
    PGAI_MASTER_KEY: secrets.masterKey,
    PGAI_DEMO_PASSWORD: secrets.demoPassword,
    LOG_LEVEL: 'trace',
  };
  const projector = await startProcess('projector', environment);
  stopping.unshift(() => projector.stop());
  const api = await startProcess('api', environment);
  stopping.unshift(() => api.stop());
  await driveEverything(api.url);
  await api.stop();
  await projector.stop();
  logs = api.said() + projector.said();
}, 120_000);
afterAll(async () => {
  for (const stop of stopping) await stop();
});

async function driveEverything(url: string) {
  const person = new Person(url);
  const send = async (method: string, path: string, body?: unknown, more: Record<string, string> = {}) => {
    const answer = await person.send(method, path, body, { ...headers, ...more });
    answers.push({ asked: `${method} ${path}`, answer });
    return answer;
  };
  const post = (path: string, body?: unknown, more?: Record<string, string>) =>
    send('POST', path, body, more);
  const { email, name } = personal;
  const { password, newPassword, wrongPassword } = secrets;

  const made = await post('/api/auth/sign-up', { email, password, name });
  expect(made.status).toBe(201);
  found.sessionToken = person.cookie.split('=')[1] ?? '';
  const { body: team } = await post('/api/teams', { name: 'Meridian' });
  await send('GET', `/api/teams/${team.id}?at_least=${team.revision}`);
  await verified(url, email, send);
  await secondFactor(post);
  await apiKey(team.id, send);
  await post('/api/me/change-password', { current_password: wrongPassword, new_password: newPassword });
  await post('/api/me/change-password', { current_password: password, new_password: newPassword });
  await post('/api/auth/sign-in', { email, password: wrongPassword });
  await post('/api/auth/sign-in', { email: secrets.unknownAddress, password: wrongPassword });
  await post('/api/auth/request-password-reset', { email });
  await post(`/api/teams/${team.id}/access-reviews`, { scope: 'all', due_in_days: 3 });
  await post('/api/me/erasure', { password: wrongPassword, confirm: email });
  await send('GET', '/api/me/data');
  await misuseEveryRoute(send, team.id, newPassword);
}

type Send = (method: string, path: string, body?: unknown, more?: Record<string, string>) => Promise<Answer>;
type Post = (path: string, body?: unknown, more?: Record<string, string>) => Promise<Answer>;

/** By the link of the first mail, which is a secret too. */
async function verified(url: string, email: string, send: Send) {
  const stranger = new Person(url);
  const sent = async () => {
    const { data } = (await stranger.get('/api/mailbox')).body as unknown as { data: Mail[] };
    const mail = data.find(({ to, subject }) => to === email && subject.startsWith('Verify'));
    expect(mail).toBeDefined();
    return (await stranger.get(`/api/mailbox/${mail?.id}`)).body as unknown as Mail;
  };
  found.mailToken = tokenIn(await vi.waitFor(sent, { timeout: 10_000 }));
  const done = await send('POST', '/api/auth/verify-email', { token: found.mailToken });
  expect(done).toMatchObject({ status: 200 });
  await send('GET', `/api/me?at_least=${done.body.revision}`);
}
async function apiKey(team: string, send: Send) {
  const issued = await send('POST', `/api/teams/${team}/api-keys`, { name: 'Reports', role: 'viewer' });
  found.apiKey = (issued.body as unknown as { secret: string }).secret;
  await send('GET', `/api/teams/${team}`, undefined, { authorization: `Bearer ${found.apiKey}`, cookie: '' });
  await send('GET', `/api/teams/${team}`, undefined, {
    authorization: `Bearer ${found.apiKey}x`,
    cookie: '',
  });
}

type Mail = { id: string; to: string; subject: string; text: string };

async function secondFactor(post: Post) {
  const enrolled = await post('/api/me/second-factor/enrol', { password: secrets.password });
  expect(enrolled).toMatchObject({ status: 200 });
  found.totpSecret = (enrolled.body as unknown as { secret: string }).secret;
  const confirmed = await post('/api/me/second-factor/confirm', { totp: await codesOf(found.totpSecret)(0) });
  found.recoveryCode = (confirmed.body as unknown as { recovery_codes: string[] }).recovery_codes[0] ?? '';
}

/** Secrets where they do not belong: in the wrong fields, in headers, in addresses, in bodies that cannot be read. */
async function misuseEveryRoute(send: Send, team: string, password: string) {
  const { body } = await send('GET', '/api/openapi.json');
  const { paths } = body as unknown as { paths: Record<string, Record<string, unknown>> };
  const query = `?password=${encodeURIComponent(password)}&filter[name]=${secrets.header}&cursor=${secrets.header}`;
  for (const [path, operations] of Object.entries(paths)) {
    if (/sign-out|revoke-others|mailbox/.test(path)) continue;
    const address = path.replace('{team}', team).replaceAll(/\{\w+\}/g, secrets.header);
    for (const method of Object.keys(operations)) {
      if (method === 'get') {
        await send('GET', address + query);
        continue;
      }
      await send('POST', address, { password: [password], name: { name: password }, canary: password });
      await send('POST', address, { [password]: secrets.header });
      await send('POST', address + query, `{"password":"${password}","name":`, {
        'content-type': 'application/json',
      });
      await send('POST', address, password, { 'content-type': 'text/plain' });
      await send('POST', address, {}, { 'if-match': secrets.header, 'idempotency-key': `${password} ä` });
    }
  }
  await send('GET', `/${secrets.header}/${encodeURIComponent(password)}`);
  for (const scheme of ['Bearer', 'Basic', ''])
    await send('GET', '/api/me', undefined, { authorization: `${scheme} ${secrets.header}` });
  await send('GET', '/api/me', undefined, { cookie: `pgai_session=${secrets.header}` });
}

const all = () => ({ ...secrets, ...found });
const inTables = (text: string) =>
  scan({ query: async (sql, values) => (await pool.query(sql, values)).rows }, [text]);

describe('a secret', () => {
  it('was really sent and received', () => {
    expect(Object.values(found).filter((value) => value.length < 6)).toEqual([]);
    expect(answers.length).toBeGreaterThan(150);
    expect(logs.length).toBeGreaterThan(10_000);
    const refused = answers.filter(({ answer }) => answer.status >= 400);
    expect(refused.length).toBeGreaterThan(100);
    expect(answers.filter(({ answer }) => answer.status >= 500)).toEqual([]);
  });

  it('is in no table of any schema, so in no event, read model or job', async () => {
    for (const [name, value] of Object.entries(all()))
      expect({ [name]: await inTables(value) }).toEqual({ [name]: [] });
  });

  it('is in no log, at level trace', () => {
    for (const [name, value] of Object.entries(all()))
      expect({ [name]: around(logs, value) }).toEqual({ [name]: [] });
  });

  it('is in no problem that is answered, but for the address it was sent to', () => {
    for (const [name, value] of Object.entries(all())) {
      const told = answers.filter(({ answer: { status, body } }) => {
        const { instance, ...rest } = body as { instance?: string };
        return status >= 400 && around(JSON.stringify(rest), value).length > 0;
      });
      expect({ [name]: told.map(({ asked }) => asked) }).toEqual({ [name]: [] });
    }
  });
});

describe('personal data', () => {
  it('is in plain where people read it, and nowhere else', async () => {
    expect(await inTables(personal.email)).toEqual(['read.account']);
    expect(await inTables(personal.name)).toEqual(['read.account']);
    expect(await inTables(personal.ip)).toEqual([]);
    expect(await inTables(personal.agent)).toEqual([]);
  });

  it('is in no log', () => {
    for (const [name, value] of Object.entries(personal))
      expect({ [name]: around(logs, value) }).toEqual({ [name]: [] });
  });
});

/** What stands around each place where it is found, plain, in an address or in base64. */
function around(text: string, value: string) {
  const forms = [value, encodeURIComponent(value), Buffer.from(value).toString('base64').replace(/=*$/, '')];
  return forms
    .map((form) => text.toLowerCase().indexOf(form.toLowerCase()))
    .filter((at) => at >= 0)
    .map((at) => text.slice(Math.max(0, at - 120), at + 60));
}
