import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stack, startStack } from '../support/app.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

type Operation = { parameters?: { name: string }[]; responses: Record<string, unknown>; summary?: string };
type OpenApi = {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
};

describe('the API', () => {
  it('describes itself as OpenAPI 3.1, with every schema it names', async () => {
    const { body } = await stack.stranger().get('/api/openapi.json');
    const api = body as unknown as OpenApi;
    const named = [...JSON.stringify(api).matchAll(/#\/components\/schemas\/(\w+)/g)].map(
      ([, name]) => name!,
    );

    expect(api.openapi).toBe('3.1.0');
    expect(Object.keys(api.components.schemas)).toEqual(expect.arrayContaining(named));
    expect(Object.keys(api.paths).sort()).toEqual([
      '/api/api-key',
      '/api/auth/identity/finish',
      '/api/auth/identity/second-factor',
      '/api/auth/identity/start',
      '/api/auth/options',
      '/api/auth/request-password-reset',
      '/api/auth/reset-password',
      '/api/auth/sign-in',
      '/api/auth/sign-out',
      '/api/auth/sign-up',
      '/api/auth/verify-email',
      '/api/health',
      '/api/health/live',
      '/api/health/ready',
      '/api/invitations/accept',
      '/api/invitations/look',
      '/api/mailbox',
      '/api/mailbox/{id}',
      '/api/me',
      '/api/me/change-password',
      '/api/me/data',
      '/api/me/erasure',
      '/api/me/erasure/withdraw',
      '/api/me/identity',
      '/api/me/identity/link',
      '/api/me/identity/start',
      '/api/me/identity/unlink',
      '/api/me/request-email-verification',
      '/api/me/second-factor',
      '/api/me/second-factor/confirm',
      '/api/me/second-factor/enrol',
      '/api/me/second-factor/replace-recovery-codes',
      '/api/me/second-factor/show',
      '/api/me/second-factor/turn-off',
      '/api/me/sessions',
      '/api/me/sessions/revoke-others',
      '/api/me/sessions/{session}/revoke',
      '/api/teams',
      '/api/teams/{team}',
      '/api/teams/{team}/access-reviews',
      '/api/teams/{team}/access-reviews/{review}',
      '/api/teams/{team}/access-reviews/{review}/attest',
      '/api/teams/{team}/access-reviews/{review}/complete',
      '/api/teams/{team}/access-reviews/{review}/report',
      '/api/teams/{team}/api-keys',
      '/api/teams/{team}/api-keys/{key}',
      '/api/teams/{team}/api-keys/{key}/revoke',
      '/api/teams/{team}/api-keys/{key}/rotate',
      '/api/teams/{team}/audit',
      '/api/teams/{team}/audit/as-of',
      '/api/teams/{team}/audit/as-of/changes',
      '/api/teams/{team}/audit/checkpoint',
      '/api/teams/{team}/audit/density',
      '/api/teams/{team}/audit/export',
      '/api/teams/{team}/audit/exports',
      '/api/teams/{team}/audit/exports/{export}',
      '/api/teams/{team}/audit/exports/{export}/approve',
      '/api/teams/{team}/audit/exports/{export}/file',
      '/api/teams/{team}/audit/exports/{export}/reject',
      '/api/teams/{team}/audit/verify',
      '/api/teams/{team}/audit/{position}',
      '/api/teams/{team}/connection-samples',
      '/api/teams/{team}/connections',
      '/api/teams/{team}/connections/test',
      '/api/teams/{team}/connections/{connection}',
      '/api/teams/{team}/connections/{connection}/archive',
      '/api/teams/{team}/connections/{connection}/disable',
      '/api/teams/{team}/connections/{connection}/enable',
      '/api/teams/{team}/connections/{connection}/rotate-credential',
      '/api/teams/{team}/connections/{connection}/schema',
      '/api/teams/{team}/connections/{connection}/schema/annotations',
      '/api/teams/{team}/connections/{connection}/schema/changes',
      '/api/teams/{team}/connections/{connection}/schema/changes/{change}/adopt',
      '/api/teams/{team}/connections/{connection}/schema/changes/{change}/ignore',
      '/api/teams/{team}/connections/{connection}/schema/changes/{change}/revert',
      '/api/teams/{team}/connections/{connection}/schema/documentation',
      '/api/teams/{team}/connections/{connection}/schema/objects/{object}',
      '/api/teams/{team}/connections/{connection}/schema/objects/{object}/examples',
      '/api/teams/{team}/connections/{connection}/schema/refresh',
      '/api/teams/{team}/connections/{connection}/schema/search',
      '/api/teams/{team}/connections/{connection}/schema/statistics',
      '/api/teams/{team}/connections/{connection}/schema/trail',
      '/api/teams/{team}/connections/{connection}/schema/trail/install',
      '/api/teams/{team}/connections/{connection}/schema/trail/remove',
      '/api/teams/{team}/connections/{connection}/schema/versions',
      '/api/teams/{team}/connections/{connection}/test',
      '/api/teams/{team}/connections/{connection}/update',
      '/api/teams/{team}/connections/{connection}/update/test',
      '/api/teams/{team}/erasures',
      '/api/teams/{team}/erasures/{user}/approve',
      '/api/teams/{team}/erasures/{user}/reject',
      '/api/teams/{team}/invitations',
      '/api/teams/{team}/invitations/{invitation}/resend',
      '/api/teams/{team}/invitations/{invitation}/revoke',
      '/api/teams/{team}/leave',
      '/api/teams/{team}/members',
      '/api/teams/{team}/members/activity',
      '/api/teams/{team}/members/import',
      '/api/teams/{team}/members/{user}/change-role',
      '/api/teams/{team}/members/{user}/deactivate',
      '/api/teams/{team}/members/{user}/grant',
      '/api/teams/{team}/members/{user}/reactivate',
      '/api/teams/{team}/members/{user}/remove',
      '/api/teams/{team}/members/{user}/revoke-grant',
      '/api/teams/{team}/rename',
      '/api/teams/{team}/retention',
      '/api/teams/{team}/role-requests',
      '/api/teams/{team}/role-requests/{request}/approve',
      '/api/teams/{team}/role-requests/{request}/reject',
      '/api/teams/{team}/role-requests/{request}/withdraw',
      '/api/teams/{team}/security-policy',
      '/api/teams/{team}/view-limits',
      '/api/teams/{team}/view-presence',
      '/api/teams/{team}/views',
      '/api/teams/{team}/views/import',
      '/api/teams/{team}/views/{view}',
      '/api/teams/{team}/views/{view}/archive',
      '/api/teams/{team}/views/{view}/branches',
      '/api/teams/{team}/views/{view}/branches/{branch}/merge',
      '/api/teams/{team}/views/{view}/branches/{branch}/remove',
      '/api/teams/{team}/views/{view}/comments',
      '/api/teams/{team}/views/{view}/comments/{comment}/reopen',
      '/api/teams/{team}/views/{view}/comments/{comment}/replies',
      '/api/teams/{team}/views/{view}/comments/{comment}/resolve',
      '/api/teams/{team}/views/{view}/commit',
      '/api/teams/{team}/views/{view}/commits',
      '/api/teams/{team}/views/{view}/commits/{commit}',
      '/api/teams/{team}/views/{view}/lineage',
      '/api/teams/{team}/views/{view}/lock',
      '/api/teams/{team}/views/{view}/plan',
      '/api/teams/{team}/views/{view}/preview',
      '/api/teams/{team}/views/{view}/restore',
      '/api/teams/{team}/views/{view}/unlock',
      '/api/teams/{team}/views/{view}/update',
      '/api/teams/{team}/views/{view}/validate',
      '/api/teams/{team}/views/{view}/versions',
      '/api/teams/{team}/views/{view}/versions/{version}',
      '/api/teams/{team}/views/{view}/versions/{version}/diff/{other}',
      '/api/teams/{team}/views/{view}/versions/{version}/impact',
      '/api/teams/{team}/views/{view}/versions/{version}/rollback',
    ]);
    for (const operation of Object.values(api.paths).flatMap((path) => Object.values(path))) {
      expect(operation.summary).toBeTruthy();
      expect(operation.responses).toHaveProperty('default');
    }
  });

  it('has a page to read it on', async () => {
    const page = await stack.stranger().get('/api/docs');

    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
  });

  it('says how it is', async () => {
    const { body } = await stack.stranger().get('/api/health');

    expect(body).toMatchObject({
      status: 'up',
      projections: expect.arrayContaining([
        expect.objectContaining({ projection: 'team-list', stopped: false }),
      ]),
    });
  });

  it('says which read model stands still, and where and why', async () => {
    const failed =
      "update read.checkpoint set failed_position = 7, failure = 'no idea' where projection = 'account'";
    await stack.query(failed);

    const { body } = await stack.stranger().get('/api/health');

    await stack.query('update read.checkpoint set failed_position = null, failure = null');
    expect(body).toMatchObject({
      status: 'degraded',
      checks: { projections: { status: 'down', detail: 'stopped: account' } },
      projections: expect.arrayContaining([
        expect.objectContaining({ projection: 'account', stopped: true, failure: 'At position 7: no idea' }),
      ]),
    });
  });

  it('says that mails do not leave, and why', async () => {
    await stack.query(
      `insert into app.mail (id, subject_id, template, sealed, tries, failure)
       values (gen_random_uuid(), gen_random_uuid(), 'verify-email', '', 3, 'the mail server: ECONNREFUSED')`,
    );

    const { body } = await stack.stranger().get('/api/health');

    await stack.query("delete from app.mail where sealed = ''");
    expect(body).toMatchObject({
      status: 'degraded',
      checks: { mail: { status: 'down', detail: '1 not sent yet: the mail server: ECONNREFUSED' } },
    });
  });

  it('counts for Prometheus', async () => {
    await stack.stranger().get('/api/health/live');

    const { body } = await stack.stranger().get('/metrics');

    expect(body).toMatch(
      /pgai_http_request_seconds_count\{method="GET",route="\/api\/health\/live",status="200"\} \d/,
    );
    expect(body).toMatch(/pgai_projection_lag_events\{projection="team-list"\} \d+/);
  });

  it('answers what it does not know with a problem', async () => {
    const nothing = await stack.stranger().get('/api/nothing', { 'x-correlation-id': 'trace-7' });

    expect(nothing).toMatchObject({
      status: 404,
      body: { code: 'no-such-route', correlation_id: 'trace-7' },
    });
    expect(nothing.headers.get('x-correlation-id')).toBe('trace-7');
  });

  const json = 'application/json';
  it.each([
    { what: 'broken JSON', body: '{"name":', type: json, status: 400, code: 'bad-json' },
    { what: 'nothing', body: '', type: json, status: 400, code: 'bad-json' },
    {
      what: 'a form',
      body: 'name=x',
      type: 'application/x-www-form-urlencoded',
      status: 415,
      code: 'unsupported-media-type',
    },
    {
      what: 'plain text',
      body: '{"name":"x"}',
      type: 'text/plain',
      status: 415,
      code: 'unsupported-media-type',
    },
    {
      what: 'too much',
      body: `{"name":"${'x'.repeat(1_100_000)}"}`,
      type: json,
      status: 413,
      code: 'body-too-large',
    },
    {
      what: 'a prototype',
      body: '{"name":"x","__proto__":{"admin":true}}',
      type: json,
      status: 400,
      code: 'bad-json',
    },
    { what: 'a list', body: '[]', type: json, status: 422, code: 'invalid-input' },
    { what: 'null', body: 'null', type: json, status: 422, code: 'invalid-input' },
  ])('refuses $what as a body with $status $code', async ({ body, type, status, code }) => {
    const ada = await stack.person('Ada');

    const refused = await ada.post('/api/teams', body, { 'content-type': type });

    expect(refused).toMatchObject({ status, body: { code } });
  });

  it('sends a strict content security policy', async () => {
    const { headers } = await stack.stranger().get('/api/me');

    const policy = headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy?.replace("'wasm-unsafe-eval'", '')).not.toContain('unsafe'); // a parser as WebAssembly, no text as code
  });
});

describe('while the event store is away', () => {
  it('reads go on, commands get a 503 that is safe to repeat, and the same command then is done once', async () => {
    const ada = await stack.person('Ada');
    const id = await ada.team('Meridian');
    const key = { 'idempotency-key': 'rename-over-outage' };
    await stack.node.kill();

    const [read, command, ready] = await Promise.all([
      ada.get(`/api/teams/${id}`),
      ada.post(`/api/teams/${id}/rename`, { name: 'After' }, key),
      ada.get('/api/health/ready'),
    ]);
    await stack.restartNode();
    const again = await ada.post(`/api/teams/${id}/rename`, { name: 'After' }, key);
    const seen = await ada.get(`/api/teams/${id}?at_least=2`);

    expect(read.status).toBe(200);
    expect(command).toMatchObject({ status: 503, body: { code: 'event-store-unavailable' } });
    expect(ready.status).toBe(503);
    expect(again).toMatchObject({ status: 200, body: { revision: 2 } });
    expect(seen.body.name).toBe('After');
  });
});
