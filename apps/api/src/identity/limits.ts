import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { Logger } from '../platform/logger.js';
import { ProblemError, problemOf } from '../platform/problem.js';

export const hour = 3_600;

/** Counters that all API processes share: so many tries in so many seconds. Without their table nobody gets in. */
@Injectable()
export class Limits {
  constructor(
    private readonly pool: Pool,
    private readonly logger: Logger,
  ) {}

  limiter(keyPrefix: string, points: number, duration: number) {
    return new RateLimiterPostgres({
      storeClient: this.pool,
      storeType: 'pool',
      schemaName: 'app',
      tableName: 'sign_in_limit',
      tableCreated: true,
      keyPrefix,
      points,
      duration,
    });
  }

  /** @throws what `refusal` makes of the milliseconds to wait, when no try is left (429), or a 503 */
  counted<T>(asked: Promise<T>, refusal: (ms: number) => ProblemError): Promise<T> {
    return asked.catch((error: unknown) => {
      if (error instanceof RateLimiterRes) throw refusal(error.msBeforeNext);
      this.logger.error({ err: error }, 'tries cannot be counted');
      throw (
        problemOf(error) ??
        new ProblemError(503, 'sign-in-unavailable', 'Passwords cannot be checked just now.', {
          headers: { 'Retry-After': '5' },
        })
      );
    });
  }
}

/** The same for every account, there or not. */
export const tooManyAttempts = (ms: number) =>
  new ProblemError(429, 'too-many-attempts', 'Too many wrong passwords or codes.', later(ms));

export const tooManyMails = (ms: number) =>
  new ProblemError(429, 'too-many-mails', 'Too many mails were asked for.', later(ms));

function later(ms: number) {
  const seconds = Math.max(1, Math.ceil(ms / 1_000));
  return { headers: { 'Retry-After': `${seconds}` }, hint: `Wait ${inWords(seconds)}, then try again.` };
}

function inWords(seconds: number) {
  if (seconds < 60) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}
