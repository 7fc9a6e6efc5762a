import { randomUUID } from 'node:crypto';
import type { ConnectionTest } from '@pgai/contracts/connection-checks.js';
import type { ConnectionDetail, ConnectionMade, TestLine } from '@pgai/contracts/connections.js';
import type { Problem } from '@pgai/contracts/problem.js';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Databases } from '../../apps/api/src/platform/databases.ts';
import { type Stack, startStack } from '../support/app.ts';
import type { Answer, Person } from '../support/person.ts';
import { type Shop, startShop } from '../support/shop.ts';

let stack: Stack;
let shop: Shop;
beforeAll(async () => {
  stack = await startStack();
  shop = await startShop(inject('postgresUrl'));
});
afterAll(async () => {
  await stack.stop();
  await shop.drop();
});

const body = <T>(answer: Answer) => answer.body as unknown as T;

async function teamOf(name = 'Ada') {
  const person = await stack.person(name);
  const team = await person.team(`Team of ${name}`);
  const path = `/api/teams/${team}/connections`;
  const connect = async (more: object = {}) => {
    const made = body<ConnectionMade>(await person.post(path, shop.fields(more)));
    await person.get(`${path}/${made.id}?at_least=${made.revision}`);
    return made.id;
  };
  return { person, team, path, connect };
}

const oneOf = async (person: Person, path: string, revision = 0) =>
  body<ConnectionDetail>(await person.get(`${path}?at_least=${revision}`));

describe('connecting a database', () => {
  it('tests it, keeps it, and never shows the password again', async () => {
    const { person, path } = await teamOf();

    const made = await person.post(path, shop.fields());
    const one = await oneOf(person, `${path}/${made.body.id}`);
    const list = await person.get(path);

    expect(made).toMatchObject({
      status: 201,
      body: { revision: 0, status: 'connected', server: { schemas: ['public'], extensions: ['plpgsql'] } },
    });
    expect(one).toMatchObject({ name: 'shop', database: shop.database, status: 'active' });
    expect(JSON.stringify([made.body, one, list.body])).not.toContain(shop.password);
  });

  it('with a name that the team has is refused, whoever comes first', async () => {
    const { person, path } = await teamOf();

    const answers = await Promise.all(
      ['shop', 'SHOP', ' shop '].map((name) => person.post(path, shop.fields({ name }))),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('connection-name-taken');
  });

  it('sent twice with one Idempotency-Key makes one', async () => {
    const { person, path } = await teamOf();
    const key = { 'idempotency-key': randomUUID() };

    const first = await person.post(path, shop.fields(), key);
    const again = await person.post(path, shop.fields(), key);

    expect(again.body.id).toBe(first.body.id);
    const log = await stack.store.read(`connection-${first.body.id}`); // whoever looks at it meanwhile adds an access
    expect(log.filter(({ type }) => type === 'ConnectionRegistered')).toHaveLength(1);
    expect((await person.get(path)).body.data).toHaveLength(1);
    const secrets = await stack.query('select from app.secret where owner_id = $1', [first.body.id]);
    expect(secrets).toHaveLength(1);
  });

  it('with a name that is not there is refused with every check, and keeps nothing', async () => {
    const { person, path, team } = await teamOf();

    const refused = await person.post(path, shop.fields({ database: 'Shop' }));

    expect(refused).toMatchObject({ status: 422, body: { code: 'connection-failed' } });
    expect(body<Problem>(refused).checks?.find(({ status }) => status === 'failed')).toMatchObject({
      name: 'authentication',
      code: 'database-missing',
      detail: expect.stringContaining('There is no database Shop'),
    });
    expect(await stack.query('select from app.secret where team_id = $1', [team])).toEqual([]);
  });

  it('with a warning wants it accepted, and records that', async () => {
    const { person, path } = await teamOf();
    const large = { pool: { min: 0, max: 50 } };
    await shop.query(`revoke create on database ${shop.database} from ${shop.username}`);

    const refused = await person.post(path, shop.fields(large));
    const accepted = await person.post(path, shop.fields({ ...large, overrides: ['create', 'create-view'] }));
    await shop.query(`grant create on database ${shop.database} to ${shop.username}`);

    expect(refused).toMatchObject({ status: 422, body: { code: 'warnings-not-accepted' } });
    expect(body<Problem>(refused).checks?.find(({ name }) => name === 'create')).toMatchObject({
      status: 'warning',
      statement: `grant create on database ${shop.database} to ${shop.username};`,
    });
    const [registered] = await stack.store.read(`connection-${accepted.body.id}`);
    expect(registered?.data).toMatchObject({ overrides: ['create', 'create-view'] });
  });

  it.each([
    ['a pool that is upside down', { pool: { min: 5, max: 2 } }, 'pool.min'],
    ['a port that is none', { port: 70_000 }, 'port'],
    ['an unknown TLS mode', { ssl_mode: 'maybe' }, 'ssl_mode'],
    ['a NUL', { database: 'a\0b' }, 'database'],
    ['another engine', { engine: 'oracle' }, 'engine'],
    ['options of libpq', { options: '-c search_path=x' }, 'options'],
    ['half a client certificate', { ssl_key: '-----BEGIN X-----\n-----END X-----' }, 'ssl_key'],
  ])('with %s names the field', async (_, more, field) => {
    const { person, path } = await teamOf();

    const refused = await person.post(path, shop.fields(more));

    expect(refused).toMatchObject({ status: 422, body: { code: 'invalid-input', errors: [{ field }] } });
  });
});

describe('a test', () => {
  const statuses = ({ checks }: ConnectionTest) => checks.map(({ name, status }) => `${name} ${status}`);

  it('says of each step how it went', async () => {
    const { person, path } = await teamOf();

    const tested = body<ConnectionTest>(await person.post(`${path}/test`, shop.fields()));

    expect(statuses(tested)).toEqual([
      'resolve passed',
      'network passed',
      'tcp passed',
      'tls passed',
      'authentication passed',
      'version passed',
      'catalog passed',
      'select passed',
      'create passed',
      'create-view passed',
      'pool passed',
    ]);
  });

  it('as lines says each as it ends', async () => {
    const { person, path } = await teamOf();

    const answer = await fetch(`${stack.url}${path}/test`, {
      method: 'POST',
      body: JSON.stringify(shop.fields()),
      headers: {
        accept: 'application/x-ndjson',
        'content-type': 'application/json',
        cookie: person.cookie,
      },
    });
    const lines = (await answer.text())
      .trim()
      .split('\n')
      .map((line): TestLine => JSON.parse(line));

    expect(answer.headers.get('content-type')).toContain('application/x-ndjson');
    expect(lines).toHaveLength(12);
    expect(lines.at(-1)).toMatchObject({ result: { ok: true } });
  });

  it('of what is stored is recorded', async () => {
    const { person, path, connect } = await teamOf();
    const id = await connect();

    const tested = await person.post(`${path}/${id}/test`);
    const events = await stack.store.read(`connection-${id}`);

    expect(tested.body).toMatchObject({ ok: true });
    expect(events.find(({ type }) => type === 'CredentialAccessed')).toMatchObject({
      data: { purpose: 'test' },
      metadata: { actor: { kind: 'user', id: person.id } },
    });
  });
});

describe('a change', () => {
  it('is tested before it is made, with what is stored', async () => {
    const { person, path, connect } = await teamOf();
    const id = await connect();
    const { password, ...fields } = shop.fields({ database: 'nowhere' });

    const tested = await person.post(`${path}/${id}/update/test`, fields);
    const elsewhere = await person.post(`${path}/${id}/update/test`, { ...fields, host: '127.0.0.2' });

    expect(body<ConnectionTest>(tested)).toMatchObject({ ok: false });
    expect(elsewhere.status).toBeGreaterThanOrEqual(400); // the stored password goes nowhere else
    expect(await oneOf(person, `${path}/${id}`)).toMatchObject({ database: shop.database });
  });

  it('is seen by the next question, without the password', async () => {
    const { person, path, connect } = await teamOf();
    const id = await connect();
    const { password, ...fields } = shop.fields({ name: 'renamed', pool: { min: 0, max: 3 } });

    const updated = await person.post(`${path}/${id}/update`, fields);
    const one = await oneOf(person, `${path}/${id}`, updated.body.revision);

    expect(one).toMatchObject({ name: 'renamed', pool_max: 3 });
    expect((await person.post(path, shop.fields({ name: 'shop' }))).status).toBe(201); // the old name is free
  });

  it('does not send a stored password to another server', async () => {
    const { person, path, connect } = await teamOf();
    const id = await connect();
    const { password, ...fields } = shop.fields({ host: 'localhost' });

    const refused = await person.post(`${path}/${id}/update`, fields);

    expect(refused).toMatchObject({ status: 422, body: { code: 'credential-needed' } });
  });

  it('of the credential forgets the old one', async () => {
    const { person, path, connect } = await teamOf();
    const id = await connect();
    const before = await oneOf(person, `${path}/${id}`);

    const rotated = await person.post(`${path}/${id}/rotate-credential`, { password: shop.password });
    const after = await oneOf(person, `${path}/${id}`, rotated.body.revision);

    expect(rotated.status).toBe(200);
    expect(after.fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(after.credential_at > before.credential_at).toBe(true);
    expect(await stack.query('select from app.secret where owner_id = $1', [id])).toHaveLength(1);
  });

  it('to disabled keeps it from being dialled at once, and back', async () => {
    const { person, path, connect } = await teamOf();
    const id = await connect();
    const ask = () =>
      databases().read(id, { purpose: 'spec', by: { kind: 'system', id: 'spec' } }, (read) =>
        read('select count(*)::int from item'),
      );

    expect((await ask()).rows).toEqual([[1]]);
    await person.post(`${path}/${id}/disable`);
    await expect(ask()).rejects.toMatchObject({ code: 'connection-disabled' });
    await person.post(`${path}/${id}/enable`);
    expect((await ask()).rows).toEqual([[1]]);
    await person.post(`${path}/${id}/archive`);
    await expect(ask()).rejects.toMatchObject({ code: 'connection-not-found' });
    expect(await stack.query('select from app.secret where owner_id = $1', [id])).toEqual([]);
  });
});

const databases = () => stack.apps[0]!.get(Databases);

describe('a question', () => {
  const access = { purpose: 'schema', by: { kind: 'system', id: 'spec' } } as const;

  it('is one access to the credential, however often it is asked', async () => {
    const { connect } = await teamOf();
    const id = await connect();

    for (let n = 0; n < 3; n++) await databases().read(id, access, (read) => read('select 1'));
    await databases().read(id, { ...access, purpose: 'preview' }, (read) => read('select 1'));

    const events = await stack.store.read(`connection-${id}`);
    const byPerson = events.filter(
      ({ type, metadata }) => type === 'CredentialAccessed' && metadata.actor.id === access.by.id,
    );
    expect(byPerson.map(({ data }) => data)).toEqual([{ purpose: 'schema' }, { purpose: 'preview' }]);
  });

  it('can change nothing', async () => {
    const { connect } = await teamOf();
    const id = await connect();

    for (const text of ['delete from item', 'commit; delete from item', 'create table x ()'])
      await expect(databases().read(id, access, (read) => read(text))).rejects.toThrow();

    expect((await databases().read(id, access, (read) => read('select * from item'))).rows).toHaveLength(1);
  });

  it('that finds the pool taken waits, and is told when the line is too long', async () => {
    const { connect } = await teamOf();
    const id = await connect({ pool: { min: 0, max: 1 } });
    const slow = () => databases().read(id, access, (read) => read('select pg_sleep(0.2)'));

    const answers = await Promise.allSettled(Array.from({ length: 8 }, slow));

    const busy = answers.filter(({ status }) => status === 'rejected');
    expect(busy).toHaveLength(3); // one works, four wait
    expect(busy[0]).toMatchObject({ reason: { code: 'connection-busy' } });
  });
});

describe('names', () => {
  const odd = [
    'a"; drop table item;--',
    "a'; drop table item;--",
    'a""b',
    '$1',
    '%s %I',
    'ä'.repeat(40),
    'متجر',
    '🛒 shop',
    '__proto__',
    'constructor',
    '../../etc/passwd',
    'x'.repeat(64),
    '\u202Eevil',
    'nul\u0000',
    '\ud800',
    'two\nlines',
  ];

  it('come back as they were given, or are refused', async () => {
    const { person, path, connect } = await teamOf();
    const id = await connect();
    const { password, ...fields } = shop.fields();
    for (const name of odd) {
      const answer = await person.post(`${path}/${id}/update`, { ...fields, name });
      expect([200, 422]).toContain(answer.status);
      if (answer.status === 200)
        expect(await oneOf(person, `${path}/${id}`, answer.body.revision)).toMatchObject({ name });
    }
  });

  it('of databases and users reach the server as names, and as nothing else', async () => {
    const { person, path } = await teamOf();
    const known = ['database-missing', 'wrong-password', 'login-not-allowed', 'connection-lost'];
    for (const field of ['database', 'username'])
      for (const name of odd) {
        const answer = await person.post(`${path}/test`, shop.fields({ [field]: name }));
        if (answer.status === 422) continue;
        const failed = body<ConnectionTest>(answer).checks.find(({ status }) => status === 'failed');
        expect(known).toContain(failed?.code);
      }
    expect((await shop.query('select from item')).rowCount).toBe(1);
  });
});

it('a person tests sixty connections a minute, and then waits', async () => {
  const { person, path } = await teamOf('Zoe');
  const fields = shop.fields({ port: 1 });
  const answers = [];
  for (let left = 61; left > 0; left--) answers.push(await person.post(`${path}/test`, fields));
  expect(answers.slice(0, 60).map(({ status }) => status)).toEqual(Array(60).fill(200));
  expect(answers[60]).toMatchObject({ status: 429, body: { code: 'too-many-tests' } });
  expect(Number(answers[60]?.headers.get('retry-after'))).toBeGreaterThan(0);
});

describe('another team', () => {
  it('sees and changes nothing', async () => {
    const [ada, eve] = [await teamOf('Ada'), await teamOf('Eve')];
    const id = await ada.connect();

    const answers = await Promise.all([
      eve.person.get(`${eve.path}/${id}`),
      eve.person.post(`${eve.path}/${id}/disable`),
      eve.person.post(`${eve.path}/${id}/rotate-credential`, { password: shop.password }),
      eve.person.post(`${eve.path}/${id}/test`),
      eve.person.get(`${ada.path}/${id}`),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
    expect((await eve.person.get(eve.path)).body.data).toEqual([]);
  });
});

it('leaves the password in no event, table or answer', async () => {
  const { person, path, connect } = await teamOf();
  const id = await connect();
  await person.post(`${path}/${id}/test`);
  await person.post(path, shop.fields({ name: 'again', database: 'nowhere' }));
  await person.post(path, shop.fields({ name: 'again', port: 1 }));
  await stack.caughtUp();

  const tables = await stack.query(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname in ('read', 'app', 'node', 'graphile_worker')`,
  );
  expect(tables.length).toBeGreaterThan(30);
  for (const { name } of tables) {
    const found = await stack.query(
      `select 1 from ${name} t where t::text like '%' || $1 || '%' or t::text like '%' || $2 || '%'`,
      [shop.password, Buffer.from(shop.password).toString('hex')],
    );
    expect({ name, found: found.length }).toEqual({ name, found: 0 });
  }
});
