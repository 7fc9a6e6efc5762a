import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import type { EndpointPolicy, Verb } from '../policy/policy.js';
import { openApi } from './document.js';
import type { DescribedEndpoint } from './operations.js';

const policy = (name: string, more: Partial<EndpointPolicy> = {}): EndpointPolicy => ({
  endpoint_id: name,
  schema: 'v2',
  resource: { kind: 'view', name },
  methods: ['GET', 'POST', 'PATCH', 'DELETE'],
  authentication: { required: true, methods: ['jwt', 'api_key'] },
  authorization: [{ role: 'reader', methods: ['GET'], columns: { read: null, write: null } }],
  rate_limiting: { requests_per_minute: 60, burst_size: 10, per_user: true },
  caching: { max_age_seconds: 60, visibility: 'private' },
  deprecation: null,
  ...more,
});

const endpoint = (name: string, more: Partial<EndpointPolicy> = {}): DescribedEndpoint => ({
  policy: policy(name, more),
  title: `Orders “${name}”`,
  description: 'Bestellungen — أوامر',
  columns: [
    { name: 'id', type: 'bigint', nullable: false, description: 'Number' },
    { name: 'größe', type: 'numeric(10,2)', nullable: true, description: null, example: 3.5 },
    { name: 'status', type: 'app.order_status', nullable: true, description: null },
    { name: 'select', type: 'text[]', nullable: false, description: null },
    { name: 'document', type: 'jsonb', nullable: true, description: null },
    { name: '__proto__', type: 'timestamp(3) with time zone', nullable: false, description: null },
  ],
  arguments: [],
});

const api = {
  title: 'Shop',
  version: '2.1.0',
  description: null,
  schema: 'v2',
  servers: [{ url: 'https://api.example.com' }],
  labels: new Map([['app.order_status', ['new', 'paid']]]),
};

const call: DescribedEndpoint = {
  ...endpoint('total', {
    resource: { kind: 'function', name: 'total', arguments: ['integer'], volatile: false },
    methods: ['GET', 'POST'],
  }),
  arguments: [{ name: 'smallest', type: 'integer', required: true }],
};

describe('the OpenAPI of a version', () => {
  it('is valid for a validator that knows nothing of us', async () => {
    const document = openApi({ ...api, endpoints: [endpoint('orders'), call] });
    const result = await new Validator().validate(structuredClone(document));

    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
  });

  it('shows a role what it may do, and no more', () => {
    const paths = openApi(
      { ...api, endpoints: [endpoint('orders'), endpoint('secret', { authorization: [] })] },
      'reader',
    ).paths as Record<string, Record<string, unknown>>;

    expect(Object.keys(paths)).toEqual(['/orders']);
    expect(Object.keys(paths['/orders'] ?? {}).toSorted()).toEqual(['get', 'parameters']);
  });

  it('does not depend on the order endpoints come in', () => {
    const some = [endpoint('b'), endpoint('a'), call];

    expect(JSON.stringify(openApi({ ...api, endpoints: some.toReversed() }))).toBe(
      JSON.stringify(openApi({ ...api, endpoints: some })),
    );
  });

  it('says when an operation may be refused for its number, and that it is deprecated', () => {
    const deprecation = { at: new Date(0), sunset: new Date(86_400_000), link: null };
    const document = openApi({
      ...api,
      endpoints: [endpoint('orders', { deprecation, rate_limiting: null })],
    });
    const operations = (
      document.paths as Record<string, Record<string, { deprecated?: boolean; responses: object }>>
    )['/orders'];

    for (const verb of ['get', 'post', 'patch', 'delete'] satisfies Lowercase<Verb>[]) {
      expect(operations?.[verb]?.deprecated).toBe(true);
      expect(Object.keys(operations?.[verb]?.responses ?? {})).not.toContain('429');
    }
  });
});
