import { quoteName, quoteText } from '@pgai/views/definition/quote.js';
import { responseHeaders } from './headers.js';
import type { AuthorizationRule, EndpointPolicy, Enforced, Verb } from './policy.js';
import { refusalsOf } from './refusals.js';

export type Compiled = {
  /** in this order, in one transaction, on top of nothing: what the endpoint had before is taken away first */
  statements: string[];
  enforced: Enforced[];
};

export class PolicyRefused extends Error {
  constructor(readonly refusals: ReturnType<typeof refusalsOf>) {
    super(refusals.map(({ field, reason }) => `${field}: ${reason}`).join(' '));
  }
}

/** What a role needs on a view for a method; PostgREST reads back what it has written. */
const privileges: Record<Verb, readonly ('select' | 'insert' | 'update' | 'delete')[]> = {
  GET: ['select'],
  POST: ['insert', 'select'],
  PATCH: ['update', 'select'],
  PUT: ['insert', 'update', 'select'],
  DELETE: ['delete', 'select'],
};

/**
 * A policy as grants (which hold for embedding too, where the guard sees one path alone) and as rows of the guard.
 * `anonymous` is the role of whoever does not say who they are; `known` every role the endpoint may have been granted to.
 * @throws PolicyRefused when a part of it cannot be kept
 */
export function compile(policy: EndpointPolicy, anonymous: string, known: readonly string[]): Compiled {
  const refusals = refusalsOf(policy);
  if (refusals.length) throw new PolicyRefused(refusals);
  const { schema, resource, methods, authentication } = policy;
  const served = policy.authorization.filter(
    ({ role, methods: own }) => own.length > 0 && (role !== anonymous || !authentication.required),
  );
  const enforced: Enforced[] = [];
  const note = (rule: string, where: Enforced['where'], how: string) => enforced.push({ rule, where, how });

  const everybody = [...new Set([anonymous, ...known, ...served.map(({ role }) => role)])];
  const statements = [...revoke(policy, everybody)];
  if (served.length)
    statements.push(
      `grant usage on schema ${quoteName(schema)} to ${served.map(({ role }) => quoteName(role)).join(', ')};`,
    );
  for (const rule of served) {
    const grants = grantsOf(policy, rule);
    statements.push(...grants);
    for (const grant of grants) note(`${rule.role}: ${rule.methods.join(', ')}`, 'grant', grant);
  }
  for (const method of methods) {
    const roles = served.filter(({ methods: own }) => own.includes(method)).map(({ role }) => role);
    statements.push(policyRow(policy, method, roles));
    note(
      `${method} ${pathOf(policy)}`,
      'policy-row',
      `pgai.policy (${schema}, ${pathOf(policy)}, ${method})`,
    );
  }
  note(
    'authentication',
    'guard',
    authentication.required ? authentication.methods.join(', ') : 'anonymous too',
  );
  if (policy.rate_limiting)
    note(
      'rate limit',
      'guard',
      `${policy.rate_limiting.requests_per_minute} a minute, ${policy.rate_limiting.burst_size} at once`,
    );
  for (const header of responseHeaders(policy))
    for (const [name, value] of Object.entries(header)) note(name, 'response-header', value);
  if (resource.kind === 'view') note('columns', 'schema', 'what the view does not show is not there');
  return { statements, enforced };
}

export const pathOf = ({ resource }: EndpointPolicy) =>
  resource.kind === 'function' ? `/rpc/${resource.name}` : `/${resource.name}`;

const objectOf = ({ schema, resource }: EndpointPolicy) =>
  resource.kind === 'function'
    ? `function ${quoteName(schema)}.${quoteName(resource.name)}(${resource.arguments.join(', ')})`
    : `${quoteName(schema)}.${quoteName(resource.name)}`;

function revoke(policy: EndpointPolicy, roles: string[]) {
  const { schema, resource } = policy;
  const object = objectOf(policy);
  const names = ['public', ...roles.map(quoteName)].join(', ');
  return [
    `revoke all on ${object} from ${names};`,
    `delete from pgai.policy where schema_name = ${quoteText(schema)} and path = ${quoteText(pathOf(policy))};`,
    ...(resource.kind === 'view' ? [revokeColumns(policy, roles)] : []),
  ];
}

/** A grant on a column outlives the revocation on the whole in PostgreSQL's catalogue only if it was given by another role. */
function revokeColumns({ schema, resource }: EndpointPolicy, roles: string[]) {
  return `do $$ declare c name; begin
  for c in select attname from pg_attribute where attrelid = ${quoteText(`${quoteName(schema)}.${quoteName(resource.name)}`)}::regclass and attnum > 0 and attacl is not null loop
    execute 'revoke all (' || quote_ident(c) || ${quoteText(`) on ${quoteName(schema)}.${quoteName(resource.name)} from public, ${roles.map(quoteName).join(', ')}`)};
  end loop; end $$;`;
}

function grantsOf(policy: EndpointPolicy, { role, methods, columns }: AuthorizationRule): string[] {
  const object = objectOf(policy);
  if (policy.resource.kind === 'function') return [`grant execute on ${object} to ${quoteName(role)};`];
  const needed = new Set(methods.flatMap((method) => privileges[method]));
  return [...needed].map((privilege) => {
    const chosen = privilege === 'select' ? columns.read : privilege === 'delete' ? null : columns.write;
    const list = chosen ? ` (${chosen.map(quoteName).join(', ')})` : '';
    return `grant ${privilege}${list} on ${object} to ${quoteName(role)};`;
  });
}

function policyRow(policy: EndpointPolicy, method: Verb, roles: string[]) {
  const { authentication, rate_limiting: limit } = policy;
  const ways = [...(authentication.required ? [] : ['anonymous']), ...authentication.methods];
  const array = (items: string[], type: string) => `array[${items.map(quoteText).join(', ')}]::${type}[]`;
  const values = [
    quoteText(policy.schema),
    quoteText(pathOf(policy)),
    quoteText(method),
    quoteText(policy.endpoint_id),
    array(roles, 'name'),
    array(ways, 'text'),
    `${quoteText(JSON.stringify(responseHeaders(policy)))}::jsonb`,
    limit ? String(limit.requests_per_minute) : 'null',
    limit ? String(limit.burst_size) : 'null',
    String(limit?.per_user ?? true),
  ];
  return `insert into pgai.policy (schema_name, path, method, endpoint, roles, ways, headers, per_minute, burst, per_caller) values (${values.join(', ')});`;
}
