import { pathOf } from './compile.js';
import type { EndpointPolicy, Verb, Way } from './policy.js';

/** A request as the guard sees it: `path` unescaped and without its query. */
export type Asked = {
  schema: string;
  method: Verb | 'HEAD';
  path: string;
  way: Way | 'anonymous';
  role: string;
};

export type Explanation =
  | { status: 200; endpoint_id: string }
  | {
      status: 401 | 403 | 404 | 405;
      endpoint_id: string | null;
      /** the part of the policy that said no */
      rule: 'path' | 'methods' | 'authentication' | 'authorization';
      reason: string;
      /** the smallest change that would let it through */
      change: string;
    };

/**
 * What the policies say of a request, and why; the same answer PostgREST with its guard and grants gives, limits aside. A test
 * compares the two over every combination.
 */
export function explain(policies: readonly EndpointPolicy[], asked: Asked, anonymous: string): Explanation {
  const method: Verb = asked.method === 'HEAD' ? 'GET' : asked.method;
  const here = policies.find((policy) => policy.schema === asked.schema && pathOf(policy) === asked.path);
  if (!here)
    return no(
      404,
      null,
      'path',
      `${asked.schema} has no endpoint ${asked.path}.`,
      `Make an endpoint for ${asked.path}.`,
    );
  const { endpoint_id: id, methods, authentication, authorization } = here;
  if (!methods.includes(method))
    return no(405, id, 'methods', `It takes ${methods.join(', ')}.`, `Add ${method} to its methods.`);
  const known =
    asked.way === 'anonymous' ? !authentication.required : authentication.methods.includes(asked.way);
  if (!known)
    return asked.way === 'anonymous'
      ? no(
          401,
          id,
          'authentication',
          'It wants to know who asks.',
          `Send one of: ${authentication.methods.join(', ')}.`,
        )
      : no(
          401,
          id,
          'authentication',
          `It is not opened by ${asked.way}.`,
          `Add ${asked.way} to its ways in.`,
        );
  const rule = authorization.find(({ role }) => role === asked.role);
  const anonymously = asked.role === anonymous && authentication.required;
  if (!rule?.methods.includes(method) || anonymously)
    return no(
      403,
      id,
      'authorization',
      `${asked.role} may not ${method}.`,
      `Allow ${method} for ${asked.role}.`,
    );
  return { status: 200, endpoint_id: id };
}

const no = (
  status: 401 | 403 | 404 | 405,
  endpoint_id: string | null,
  rule: 'path' | 'methods' | 'authentication' | 'authorization',
  reason: string,
  change: string,
): Explanation => ({ status, endpoint_id, rule, reason, change });
