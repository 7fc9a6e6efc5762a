import type { EndpointPolicy, Verb } from '../policy/policy.js';
import { type JsonSchema, jsonSchemaOf } from './json-schema.js';

export type DescribedColumn = {
  name: string;
  type: string;
  nullable: boolean;
  description: string | null;
  /** a value to show; masked before it comes here */
  example?: unknown;
};

export type DescribedArgument = { name: string; type: string; required: boolean };

export type DescribedEndpoint = {
  policy: EndpointPolicy;
  title: string;
  description: string | null;
  /** of a view what it shows, of a function what it returns */
  columns: readonly DescribedColumn[];
  arguments: readonly DescribedArgument[];
};

type Labels = ReadonlyMap<string, readonly string[]>;

export const componentOf = ({ policy }: DescribedEndpoint) => policy.resource.name;

export function rowSchema({ columns, description }: DescribedEndpoint, labels: Labels): JsonSchema {
  const properties = columns.map(({ name, type, nullable, description: said, example }) => {
    const schema = jsonSchemaOf(type, labels);
    const typed = nullable && schema.type ? { ...schema, type: [schema.type, 'null'] } : schema;
    if (Array.isArray(typed.enum) && nullable) typed.enum = [...typed.enum, null];
    if (said) typed.description = `${said}\n\n${schema.description ?? ''}`.trim();
    if (example !== undefined) typed.examples = [example];
    return [name, typed] as const;
  });
  return {
    type: 'object',
    ...(description && { description }),
    properties: Object.fromEntries(properties),
    required: columns.filter(({ nullable }) => !nullable).map(({ name }) => name),
  };
}

const reference = (kind: string, name: string) => ({ $ref: `#/components/${kind}/${name}` });

/** One operation of an endpoint: what is sent, what comes back, every refusal of the guard among it. */
export function operation(endpoint: DescribedEndpoint, verb: Verb, labels: Labels): JsonSchema {
  const { policy, title, description } = endpoint;
  const called = policy.resource.kind === 'function';
  const name = componentOf(endpoint);
  const rows = { type: 'array', items: reference('schemas', name) };
  const json = (schema: JsonSchema) => ({ 'application/json': { schema } });
  const parameters = called
    ? verb === 'GET'
      ? endpoint.arguments.map((argument) => ({
          name: argument.name,
          in: 'query',
          required: argument.required,
          schema: jsonSchemaOf(argument.type, labels),
        }))
      : []
    : verb === 'POST'
      ? []
      : filters(endpoint, verb);
  return {
    operationId: `${words[verb]}_${name}`,
    summary: `${titles[verb]} ${title}`,
    ...(description && { description }),
    tags: [title],
    ...(policy.deprecation && { deprecated: true }),
    parameters,
    ...(verb === 'GET' || verb === 'DELETE'
      ? {}
      : { requestBody: { required: true, content: json(bodyOf(endpoint, verb, labels)) } }),
    responses: {
      ...(verb === 'GET' || called
        ? { 200: { description: 'What was asked for.', headers: headersOf(policy), content: json(rows) } }
        : { [verb === 'POST' ? 201 : 204]: { description: 'Done.', headers: headersOf(policy) } }),
      400: reference('responses', 'BadRequest'),
      401: reference('responses', 'NotKnown'),
      403: reference('responses', 'NotPermitted'),
      ...(policy.rate_limiting && { 429: reference('responses', 'TooMany') }),
    },
    security: [
      ...(policy.authentication.required ? [] : [{}]),
      ...policy.authentication.methods.map((way) => ({ [way]: [] })),
    ],
  };
}

function bodyOf(endpoint: DescribedEndpoint, verb: Verb, labels: Labels): JsonSchema {
  if (endpoint.policy.resource.kind === 'view')
    return verb === 'PATCH'
      ? { ...rowSchema(endpoint, labels), required: [] }
      : reference('schemas', componentOf(endpoint));
  return {
    type: 'object',
    properties: Object.fromEntries(
      endpoint.arguments.map(({ name, type }) => [name, jsonSchemaOf(type, labels)]),
    ),
    required: endpoint.arguments.filter(({ required }) => required).map(({ name }) => name),
  };
}

/** PostgREST filters by `column=operator.value`, so every filter is a text, whatever the column is. */
function filters({ columns }: DescribedEndpoint, verb: Verb) {
  const byColumn = columns.map(({ name, type }) => ({
    name,
    in: 'query',
    description: `Filter, as \`eq.…\`, \`gt.…\`, \`in.(…)\`, \`is.null\`. PostgreSQL: ${type}`,
    schema: { type: 'string' },
  }));
  if (verb !== 'GET') return byColumn;
  const taken = new Set(columns.map(({ name }) => name));
  return [
    ...byColumn,
    ...['select', 'order', 'limit', 'offset']
      .filter((name) => !taken.has(name))
      .map((name) => reference('parameters', name)),
  ];
}

function headersOf({ rate_limiting, caching, deprecation }: EndpointPolicy) {
  const header = (description: string) => ({ description, schema: { type: 'string' } });
  return {
    ...(rate_limiting && {
      'RateLimit-Limit': header(
        `${rate_limiting.requests_per_minute} a minute, ${rate_limiting.burst_size} at once`,
      ),
      'RateLimit-Remaining': header('How many are left at once'),
    }),
    ...(caching && { 'Cache-Control': header(`${caching.visibility}, ${caching.max_age_seconds} s`) }),
    ...(deprecation && { Deprecation: header('Since when it should not be used (RFC 9745)') }),
    ...(deprecation?.sunset && { Sunset: header('When it ends (RFC 8594)') }),
  };
}

const words: Record<Verb, string> = {
  GET: 'list',
  POST: 'create',
  PATCH: 'change',
  PUT: 'put',
  DELETE: 'delete',
};
const titles: Record<Verb, string> = {
  GET: 'Read',
  POST: 'Add to',
  PATCH: 'Change',
  PUT: 'Set',
  DELETE: 'Delete from',
};
