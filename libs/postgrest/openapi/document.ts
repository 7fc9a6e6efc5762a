import { pathOf } from '../policy/compile.js';
import type { JsonSchema } from './json-schema.js';
import { componentOf, type DescribedEndpoint, operation, rowSchema } from './operations.js';

export type ApiDescription = {
  title: string;
  /** of the API, as its clients know it: 2.1.0 */
  version: string;
  description: string | null;
  /** what clients send as Accept-Profile */
  schema: string;
  servers: readonly { url: string; description?: string }[];
  endpoints: readonly DescribedEndpoint[];
  /** labels of enums by the name of their type */
  labels: ReadonlyMap<string, readonly string[]>;
};

/** One version as OpenAPI 3.1: of each endpoint the methods it takes, for \`role\` those that role may use. Stable in its order. */
export function openApi(api: ApiDescription, role: string | null = null): JsonSchema {
  const shown = api.endpoints
    .map((endpoint) => ({ endpoint, methods: methodsFor(endpoint, role) }))
    .filter(({ methods }) => methods.length > 0)
    .sort((a, b) => (pathOf(a.endpoint.policy) < pathOf(b.endpoint.policy) ? -1 : 1));
  const paths = shown.map(({ endpoint, methods }) => [
    pathOf(endpoint.policy),
    {
      parameters: [{ $ref: '#/components/parameters/profile' }],
      ...Object.fromEntries(
        methods.map((verb) => [verb.toLowerCase(), operation(endpoint, verb, api.labels)]),
      ),
    },
  ]);
  return {
    openapi: '3.1.0',
    info: {
      title: api.title,
      version: api.version,
      ...(api.description && { description: api.description }),
    },
    servers: api.servers.map((server) => ({ ...server })),
    paths: Object.fromEntries(paths),
    components: {
      schemas: {
        ...Object.fromEntries(
          shown.map(({ endpoint }) => [componentOf(endpoint), rowSchema(endpoint, api.labels)]),
        ),
        Problem: problem,
      },
      parameters: parameters(api.schema),
      responses,
      securitySchemes: waysIn(shown.flatMap(({ endpoint }) => endpoint.policy.authentication.methods)),
    },
  };
}

const methodsFor = ({ policy }: DescribedEndpoint, role: string | null) =>
  policy.methods.filter(
    (verb) =>
      role === null || policy.authorization.some((rule) => rule.role === role && rule.methods.includes(verb)),
  );

const problem = {
  type: 'object',
  description: 'How PostgREST says no.',
  properties: {
    code: { type: 'string', description: 'of PostgreSQL, PostgREST (PGRST…) or the guard (PGAI…)' },
    message: { type: 'string' },
    details: { type: ['string', 'null'] },
    hint: { type: ['string', 'null'] },
  },
  required: ['code', 'message'],
};

const refusal = (description: string, headers: string[] = []) => ({
  description,
  ...(headers.length && {
    headers: Object.fromEntries(headers.map((name) => [name, { schema: { type: 'string' } }])),
  }),
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

const responses = {
  BadRequest: refusal('The request is not understood.'),
  NotKnown: refusal('It wants to know who asks, or does not know them.', ['WWW-Authenticate']),
  NotPermitted: refusal('Whoever asks may not do this.'),
  TooMany: refusal('Too many requests.', [
    'Retry-After',
    'RateLimit-Limit',
    'RateLimit-Remaining',
    'RateLimit-Reset',
  ]),
};

const parameters = (schema: string) => ({
  profile: {
    name: 'Accept-Profile',
    in: 'header',
    description: 'The major version; without it the oldest that is served.',
    schema: { type: 'string', default: schema },
  },
  select: {
    name: 'select',
    in: 'query',
    description: 'Columns, with commas between.',
    schema: { type: 'string' },
  },
  order: {
    name: 'order',
    in: 'query',
    description: 'As `column.desc.nullslast`.',
    schema: { type: 'string' },
  },
  limit: { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 0 } },
  offset: { name: 'offset', in: 'query', schema: { type: 'integer', minimum: 0 } },
});

const schemes = {
  jwt: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
  api_key: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
  basic: { type: 'http', scheme: 'basic', description: 'Any user name; the password is an API key.' },
};
const waysIn = (ways: (keyof typeof schemes)[]) =>
  Object.fromEntries(Object.entries(schemes).filter(([way]) => ways.some((used) => used === way)));
