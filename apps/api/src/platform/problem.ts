import { HttpException } from '@nestjs/common';
import type { ConnectionCheck } from '@pgai/contracts/connection-checks.js';
import type { FieldProblem } from '@pgai/contracts/problem.js';
import type { Fault } from '@pgai/contracts/view-analysis.js';
import type { ViewLock } from '@pgai/contracts/views.js';
import { DomainError, type RefusalKind } from '@pgai/domain/domain-error.js';
import { LostRace, StaleRevision, StoreUnavailable } from '@pgai/event-store/errors.js';
import { TargetError } from '@pgai/target/target-error.js';

/** A refusal of the HTTP layer itself; rules of the product throw DomainError instead. */
export class ProblemError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly more: {
      hint?: string;
      errors?: FieldProblem[];
      checks?: ConnectionCheck[];
      faults?: Fault[];
      lock?: ViewLock;
      headers?: Record<string, string>;
    } = {},
  ) {
    super(detail);
  }
}

export const notSignedIn = () =>
  new ProblemError(401, 'not-signed-in', 'This needs a signed-in user.', {
    hint: 'Sign in, then try again.',
  });

/** RFC 6750: how a client with a key is told to bring another. */
export const challenge = { 'WWW-Authenticate': 'Bearer realm="pgai", error="invalid_token"' };

export const wrongApiKey = () =>
  new ProblemError(401, 'wrong-api-key', 'This is no API key of this pgai.', {
    hint: 'Send it as "Authorization: Bearer pgai_…", whole, as it was shown.',
    headers: challenge,
  });

const statusOfRefusal: Record<RefusalKind, number> = {
  invalid: 422,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
};

/** PostgreSQL is not there, starting, stopping or full (connection failure or SQLSTATE 08, 53, 57P); `pg`'s own timeouts too. */
const unreachable = (error: Error & { code?: string }) =>
  /^(ECONN|ENOTFOUND|EPIPE|ETIMEDOUT|08|53|57P)/.test(error.code ?? '') ||
  /^(timeout exceeded when trying to connect|Connection terminated)/.test(error.message);

/** Fastify's own refusals, by its error code: https://fastify.dev/docs/latest/Reference/Errors/ */
const transport: Record<string, [status: number, code: string, detail: string]> = {
  FST_ERR_CTP_INVALID_JSON_BODY: [400, 'bad-json', 'The body is not valid JSON.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: [400, 'bad-json', 'The body is empty, but its content type says JSON.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    400,
    'bad-length',
    'The body is not as long as its Content-Length says.',
  ],
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'body-too-large', 'The body is larger than 1 MiB.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, 'unsupported-media-type', 'Send the body as application/json.'],
};

/** Every error there is, as the problem a client gets; `undefined` when it is ours to mend (500). */
export function problemOf(error: unknown): ProblemError | undefined {
  if (error instanceof ProblemError) return error;
  if (error instanceof DomainError)
    return new ProblemError(statusOfRefusal[error.kind], error.code, error.message, { hint: error.hint });
  if (error instanceof StaleRevision)
    return new ProblemError(412, 'stale-revision', 'Somebody else changed this in the meantime.', {
      hint: 'Read it again, look at what changed, and send the command with the new ETag.',
    });
  if (error instanceof LostRace)
    return new ProblemError(503, 'lost-race', 'Many changes to this arrive at once.', {
      headers: { 'Retry-After': '1' },
    });
  if (error instanceof StoreUnavailable)
    return new ProblemError(
      503,
      'event-store-unavailable',
      'The event store does not answer; nothing was changed.',
      {
        headers: { 'Retry-After': '2' },
        hint: 'The same request with the same Idempotency-Key is safe to send again.',
      },
    );
  if (error instanceof TargetError) {
    const { code, message, hint } = error;
    if (code === 'connection-busy')
      return new ProblemError(503, 'connection-busy', message, { hint, headers: { 'Retry-After': '1' } });
    return new ProblemError(502, code, message, { hint });
  }
  if (!(error instanceof Error)) return undefined;
  if (unreachable(error))
    return new ProblemError(503, 'database-unavailable', 'The database does not answer.', {
      headers: { 'Retry-After': '2' },
    });
  const { code } = ((error instanceof HttpException ? error.cause : error) ?? {}) as { code?: string };
  const known = transport[code ?? ''];
  if (known) return new ProblemError(...known);
  if (error instanceof HttpException && error.getStatus() === 404)
    return new ProblemError(404, 'no-such-route', 'There is nothing at this address.', {
      hint: 'The API is described at /api/docs.',
    });
  if (error instanceof HttpException && error.getStatus() < 500)
    return new ProblemError(error.getStatus(), 'bad-request', error.message);
  return undefined;
}
