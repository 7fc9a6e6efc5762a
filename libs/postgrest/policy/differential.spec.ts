import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openLab } from '../testing/lab.js';
import { type Postgrest, token } from '../testing/start-postgrest.js';
import { compile } from './compile.js';
import { type Asked, explain } from './explain.js';
import { type EndpointPolicy, type Verb, verbs, type Way, ways } from './policy.js';

const schema = `
create schema app;
create table app.things (id integer primary key, name text not null);
insert into app.things select n, 'thing ' || n from generate_series(1, 9) n;
create schema v1;
create view v1.open as select id, name from app.things;
create view v1.shut as select id, name from app.things;
create view v1.by_key as select id, name from app.things;
create view v1.written as select id, name from app.things;
create view v1.nobodys as select id, name from app.things;
create function v1.total(smallest integer) returns bigint language sql stable as 'select count(*) from v1.open where id >= smallest';
create function v1.untouched() returns integer language sql volatile as 'select 1';
create schema v2;
create view v2.open as select id, name from app.things;
`;

const everything = { read: null, write: null };
const view = (name: string) => ({ kind: 'view', name }) as const;

/** Policies of very different kinds; \`nobodys\` and the function \`untouched\` have none. */
const policiesOf = ({
  anon,
  reader,
  writer,
}: Record<'anon' | 'reader' | 'writer', string>): EndpointPolicy[] => {
  const base = { rate_limiting: null, caching: null, deprecation: null, schema: 'v1' };
  const known = (...methods: Way[]) => ({ required: true, methods });
  const rule = (role: string, ...methods: Verb[]) => ({ role, methods, columns: everything });
  return [
    {
      ...base,
      endpoint_id: 'open',
      resource: view('open'),
      methods: ['GET'],
      authentication: { required: false, methods: ['jwt'] },
      authorization: [rule(anon, 'GET'), rule(reader, 'GET')],
    },
    {
      ...base,
      endpoint_id: 'shut',
      resource: view('shut'),
      methods: ['GET', 'DELETE'],
      authentication: known('jwt'),
      authorization: [rule(reader, 'GET'), rule(writer, 'GET', 'DELETE'), rule(anon, 'GET')],
    },
    {
      ...base,
      endpoint_id: 'by_key',
      resource: view('by_key'),
      methods: ['GET'],
      authentication: known('api_key', 'basic'),
      authorization: [rule(reader, 'GET')],
    },
    {
      ...base,
      endpoint_id: 'written',
      resource: view('written'),
      methods: [...verbs],
      authentication: known(...ways),
      authorization: [rule(writer, ...verbs), rule(reader, 'GET', 'PATCH')],
    },
    {
      ...base,
      endpoint_id: 'total',
      resource: { kind: 'function', name: 'total', arguments: ['integer'], volatile: false },
      methods: ['GET', 'POST'],
      authentication: known('jwt', 'api_key'),
      authorization: [rule(reader, 'GET', 'POST')],
    },
    {
      ...base,
      schema: 'v2',
      endpoint_id: 'open2',
      resource: view('open'),
      methods: ['GET'],
      authentication: known('jwt'),
      authorization: [rule(writer, 'GET')],
    },
  ];
};

describe('what the policies say and what PostgREST does', () => {
  let lab: Awaited<ReturnType<typeof openLab>>;
  let postgrest: Postgrest;
  let policies: EndpointPolicy[];

  beforeAll(async () => {
    lab = await openLab(inject('postgresUrl'), schema);
    await lab.install(null);
    policies = policiesOf(lab.names);
    for (const policy of policies)
      await lab.owner.query(compile(policy, lab.names.anon, lab.roles).statements.join('\n'));
    await lab.owner.query(`grant usage on schema v1, v2 to ${lab.roles.join(', ')}`);
    for (const role of lab.roles)
      await lab.owner.query(
        'insert into pgai.api_key (hash, key_id, role, subject) values ($1, gen_random_uuid(), $2::text::name, $2::text)',
        [createHash('sha256').update(`key of ${role}`).digest(), role],
      );
    postgrest = await lab.serve();
  });
  afterAll(() => lab?.close());

  const credentials = (way: Asked['way'], role: string): Record<string, string> => {
    if (way === 'anonymous') return {};
    if (way === 'jwt') return { authorization: `Bearer ${token({ role })}` };
    if (way === 'api_key') return { 'x-api-key': `key of ${role}` };
    return { authorization: `Basic ${Buffer.from(`x:key of ${role}`).toString('base64')}` };
  };

  let written = 100;
  /** The rest of a request that succeeds if it may. */
  const restOf = (path: string, method: Asked['method']): { query: string; body?: object } => {
    if (path.startsWith('/rpc/')) {
      const total = path.endsWith('total');
      return method === 'POST'
        ? { query: '', body: total ? { smallest: 3 } : {} }
        : { query: total ? '?smallest=3' : '' };
    }
    written += 1;
    if (method === 'POST') return { query: '', body: { id: written, name: 'posted' } };
    if (method === 'PUT') return { query: '?id=eq.9', body: { id: 9, name: 'put' } };
    if (method === 'PATCH') return { query: '?id=eq.0', body: { name: 'patched' } };
    return { query: method === 'DELETE' ? '?id=eq.0' : '?limit=1' };
  };

  async function observed({ schema, method, path, way, role }: Asked) {
    const { query, body } = restOf(path, method);
    const profile = { 'accept-profile': schema, 'content-profile': schema };
    const answer = await fetch(`${postgrest.url}${path}${query}`, {
      method,
      headers: { 'content-type': 'application/json', ...profile, ...credentials(way, role) },
      ...(body && { body: JSON.stringify(body) }),
    });
    await answer.arrayBuffer();
    return answer.ok ? 200 : answer.status;
  }

  it('are the same over every policy, role, way in, method and path form', async () => {
    const paths = ['/open', '/shut', '/by_key', '/written', '/nobodys', '/rpc/total', '/rpc/untouched'];
    const forms = ['/%6fpen', '/Open', '/open/', '//open', '/rpc/TOTAL', '/rpc', '/'];
    const { anon } = lab.names;
    const differences: string[] = [];
    let asked = 0;
    for (const profile of ['v1', 'v2'])
      for (const path of [...paths, ...forms])
        for (const method of [...verbs, 'HEAD'] as const)
          for (const way of ['anonymous', ...ways] as const)
            for (const role of way === 'anonymous' ? [anon] : lab.roles) {
              const request: Asked = { schema: profile, method, path, way, role };
              const said = explain(policies, request, anon).status;
              const done = await observed(request);
              asked += 1;
              // What PostgREST refuses before it asks the guard is refused all the same.
              const before = said === 404 && [400, 401, 404, 405].includes(done);
              if (said !== done && !before) differences.push(`${JSON.stringify(request)}: ${said} ▸ ${done}`);
            }

    expect(differences.slice(0, 20)).toEqual([]);
    expect(asked).toBeGreaterThan(1_500);
  });

  it('refuses a version that does not exist before anything else', async () => {
    const answer = await fetch(`${postgrest.url}/open`, { headers: { 'accept-profile': 'pgai' } });

    expect(answer.status).toBe(406);
  });
});
