import { STATUS_CODES } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Problem } from '@pgai/contracts/problem.js';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError, problemOf } from './problem.js';
import { Refusals } from './refusals.js';

/** The only place where an error becomes a response. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly refusals: Refusals) {}

  catch(error: unknown, host: ArgumentsHost) {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    answerWithProblem(error, request, http.getResponse<FastifyReply>());
    const problem = problemOf(error);
    if (problem) this.refusals.note(request, problem);
  }
}

export function answerWithProblem(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const known = problemOf(error);
  if (!known) request.log.error({ err: error }, 'request failed');
  const { status, code, message, more } =
    known ??
    new ProblemError(500, 'internal-error', 'This should not happen; it has been logged.', {
      hint: 'Give the correlation id to whoever operates pgai.',
    });

  const body: Problem = {
    type: `/problems/${code}`,
    code,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: message,
    ...(more.hint && { hint: more.hint }),
    instance: request.url.split('?')[0] ?? request.url,
    correlation_id: request.correlationId,
    ...(more.headers?.['Retry-After'] && { retry_after: Number(more.headers['Retry-After']) }),
    ...(more.errors && { errors: more.errors }),
    ...(more.checks && { checks: more.checks }),
    ...(more.faults && { faults: more.faults }),
    ...(more.lock && { lock: more.lock }),
  };
  reply
    .status(status)
    .headers({ 'cache-control': 'no-store', ...more.headers })
    .type('application/problem+json')
    .send(body);
}
