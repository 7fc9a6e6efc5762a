import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { compile } from '../policy/compile.js';
import type { EndpointPolicy } from '../policy/policy.js';
import { openLab } from '../testing/lab.js';
import { type Postgrest, token } from '../testing/start-postgrest.js';
import { uninstallation } from './installation.js';

const schema = `
create schema app;
create table app.customers (id integer generated always as identity primary key, name text not null);
insert into app.customers (name) select 'customer ' || n from generate_series(1, 30) n;
create schema v1;
create view v1.customers as select id, name from app.customers;
create view v1.limited as select id from app.customers;
create schema v2;
`;

const policyOf = (more: Partial<EndpointPolicy> & { name: string }): EndpointPolicy => ({
  endpoint_id: more.name,
  schema: 'v1',
  resource: { kind: 'view', name: more.name },
  methods: ['GET'],
  authentication: { required: true, methods: ['jwt', 'api_key', 'basic'] },
  authorization: [],
  rate_limiting: null,
  caching: null,
  deprecation: null,
  ...more,
});

describe('the installation in a user’s database', () => {
  let lab: Awaited<ReturnType<typeof openLab>>;
  let postgrest: Postgrest;
  const key = 'a key with many random bits';

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${postgrest.url}${path}`, { headers });
  const catalog = async () =>
    (
      await lab.owner.query(`
        select md5(string_agg(line, chr(10) order by line)) as hash from (
          select 'schema ' || nspname as line from pg_namespace where nspname !~ '^pg_(toast|temp)'
          union all select 'class ' || oid::regclass from pg_class where relnamespace <> 'pg_toast'::regnamespace
          union all select 'proc ' || oid::regprocedure || coalesce(proacl::text, '') from pg_proc
          union all select 'type ' || oid::regtype from pg_type where typnamespace::regnamespace::text !~ '^pg_toast'
          union all select 'default ' || oid || defaclacl::text from pg_default_acl
          union all select 'server ' || srvname from pg_foreign_server) as lines`)
    ).rows[0].hash;
  let before: string;

  beforeAll(async () => {
    lab = await openLab(inject('postgresUrl'), schema);
    before = await catalog();
    await lab.install();
    const { reader } = lab.names;
    const rule = { role: reader, methods: ['GET'] as const, columns: { read: null, write: null } };
    const policies = [
      policyOf({ name: 'customers', authorization: [rule] }),
      policyOf({
        name: 'limited',
        authorization: [rule],
        rate_limiting: { requests_per_minute: 60, burst_size: 10, per_user: true },
      }),
    ];
    for (const policy of policies)
      await lab.owner.query(compile(policy, lab.names.anon, lab.roles).statements.join('\n'));
    await lab.owner.query(
      'insert into pgai.api_key (hash, key_id, role, subject) values ($1, gen_random_uuid(), $2, $3)',
      [createHash('sha256').update(key).digest(), reader, 'machine'],
    );
    postgrest = await lab.serve();
  });
  afterAll(() => lab?.close());

  it('opens with a token, a key, and a key as the password of Basic', async () => {
    const basic = Buffer.from(`anybody:${key}`).toString('base64');
    const ways: Record<string, string>[] = [
      { authorization: `Bearer ${token({ role: lab.names.reader })}` },
      { 'x-api-key': key },
      { apikey: key },
      { authorization: `Basic ${basic}` },
    ];
    for (const headers of ways) expect((await get('/customers?limit=1', headers)).status).toBe(200);
  });

  it.each([
    ['nobody', {}, 401],
    ['a wrong key', { 'x-api-key': 'guess' }, 401],
    ['what is no Basic', { authorization: 'Basic %%%' }, 401],
    ['a key and a token', { 'x-api-key': key, authorization: 'Bearer x.y.z' }, 401],
  ])('refuses %s', async (_, headers, status) => {
    const answer = await get('/customers', headers as Record<string, string>);

    expect(answer.status).toBe(status);
  });

  it('answers 404 to what has no policy, 405 with what is allowed, and 404 to another spelling', async () => {
    const headers = { 'x-api-key': key };

    expect((await get('/', headers)).status).toBe(404);
    expect((await get('/custom%65rs', headers)).status).toBe(404);
    const deleted = await fetch(`${postgrest.url}/customers?id=eq.1`, { method: 'DELETE', headers });
    expect([deleted.status, deleted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('lets exactly ten of a hundred at once through a limit of 60 a minute with a burst of 10', async () => {
    await get('/limited?limit=1', {
      authorization: `Bearer ${token({ role: lab.names.reader, sub: 'warm' })}`,
    });
    const headers = { authorization: `Bearer ${token({ role: lab.names.reader, sub: 'hasty' })}` };
    const answers = await Promise.all(Array.from({ length: 100 }, () => get('/limited?limit=1', headers)));

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.headers.get('retry-after')).toBe('1');
    const { rows } = await lab.owner.query(
      `select sum(requests)::int as requests, sum(refused)::int as refused from pgai.usage where subject = 'hasty'`,
    );
    expect(rows).toEqual([{ requests: 100, refused: 90 }]);
  });

  it('puts nothing a client sent into the head of an answer', async () => {
    const answer = await get('/x%0d%0aSet-Cookie:%20a=b', { 'x-api-key': key, 'user-agent': 'a' });

    expect(answer.status).toBe(404);
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  it('can be installed again without losing a policy, and taken out without trace', async () => {
    await lab.install();
    expect((await lab.owner.query('select from pgai.policy')).rowCount).toBe(2);
    expect((await get('/customers?limit=1', { 'x-api-key': key })).status).toBe(200);

    await lab.owner.query(uninstallation);
    expect(await catalog()).toBe(before);
    expect((await get('/customers?limit=1', { 'x-api-key': key })).status).toBe(400); // no guard, no answer
  });
});
