import { plainName } from '../names.js';
import { type EndpointPolicy, type Refusal, verbs } from './policy.js';

const controls = /\p{Cc}/u;

/** Everything about a policy that cannot be kept as it is, with the reason; empty: it can. */
export function refusalsOf(policy: EndpointPolicy): Refusal[] {
  const { schema, resource, methods, authentication, authorization, rate_limiting: limit } = policy;
  const refusals: Refusal[] = [];
  const refuse = (field: string, reason: string, gateway: string | null = null) =>
    refusals.push({ field, reason, gateway });

  if (!plainName.test(schema)) refuse('schema', 'A version is called by small letters, digits and _.');
  if (!plainName.test(resource.name))
    refuse(
      'resource',
      'PostgREST hands on paths as they are sent, so a name has small letters, digits and _ only.',
    );
  if (methods.length === 0) refuse('methods', 'An endpoint without a method answers nobody.');
  for (const method of methods)
    if (!verbs.includes(method)) refuse('methods', `PostgREST serves no ${method}.`);
  if (resource.kind === 'function')
    for (const method of methods)
      if (method !== 'POST' && (method !== 'GET' || resource.volatile))
        refuse(
          'methods',
          `A ${resource.volatile ? 'volatile ' : ''}function is called by ${resource.volatile ? 'POST' : 'GET or POST'}.`,
        );
  if (authentication.required && authentication.methods.length === 0)
    refuse('authentication.methods', 'Nobody can say who they are without a way to do so.');
  for (const [at, rule] of authorization.entries()) {
    const unknown = rule.methods.filter((method) => !methods.includes(method));
    if (unknown.length) refuse(`authorization[${at}].methods`, `The endpoint has no ${unknown.join(', ')}.`);
    if (rule.role === '' || controls.test(rule.role) || Buffer.byteLength(rule.role) > 63)
      refuse(`authorization[${at}].role`, 'A role is a name of 1 to 63 bytes.');
    if (resource.kind === 'function' && (rule.columns.read || rule.columns.write))
      refuse(
        `authorization[${at}].columns`,
        'PostgreSQL grants columns of views, not of what a function returns.',
        null,
      );
  }
  const twice = authorization.map(({ role }) => role).filter((role, at, all) => all.indexOf(role) !== at);
  for (const role of new Set(twice)) refuse('authorization', `${role} has two rules.`);
  if (limit) {
    if (
      !Number.isInteger(limit.requests_per_minute) ||
      limit.requests_per_minute < 1 ||
      limit.requests_per_minute > 600_000
    )
      refuse('rate_limiting.requests_per_minute', 'A whole number from 1 to 600,000.');
    if (!Number.isInteger(limit.burst_size) || limit.burst_size < 1 || limit.burst_size > 10_000)
      refuse('rate_limiting.burst_size', 'A whole number from 1 to 10,000.');
    if (limit.per_user && !authentication.required)
      refuse(
        'rate_limiting.per_user',
        'Without authentication all callers are one: the database does not see their addresses.',
        'limit by client address',
      );
  }
  const link = policy.deprecation?.link;
  if (link && (controls.test(link) || /[<>"\s]/.test(link) || !/^https?:\/\//.test(link)))
    refuse('deprecation.link', 'A link is an http address without spaces.');
  return refusals;
}
