import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { Logger } from '../platform/logger.js';
import { ProblemError, problemOf } from '../platform/problem.js';

const perAccount = 5;
const perNetwork = 50;
const lockMinutes = [1, 5, 15, 60];
const hour = 3_600;

/**
 * An account is free for five wrong passwords within an hour, then locked: for 1, 5, 15, and from then on 60 minutes,
 * until a right password or a day without one. A try is taken before the password is looked at, so that many sent at
 * once count as many. An account that is not there is counted and locked like any other.
 */
@Injectable()
export class PasswordTries {
  private readonly account: RateLimiterPostgres;
  private readonly locks: RateLimiterPostgres;
  private readonly network: RateLimiterPostgres;

  constructor(
    pool: Pool,
    private readonly logger: Logger,
  ) {
    const limiter = (keyPrefix: string, points: number, duration: number) =>
      new RateLimiterPostgres({
        storeClient: pool,
        storeType: 'pool',
        schemaName: 'app',
        tableName: 'sign_in_limit',
        tableCreated: true,
        keyPrefix,
        points,
        duration,
      });
    this.account = limiter('account', perAccount, hour);
    this.locks = limiter('locks', 1, 24 * hour);
    this.network = limiter('network', perNetwork, hour / 4);
  }

  /**
   * Whether the password matched; if not, and this was the last try, until when the account is locked.
   * @throws ProblemError when no try is left (429), or when tries cannot be counted (503)
   */
  async judge({ account, network }: { account: string; network: string }, matches: () => Promise<boolean>) {
    await this.counted(this.network.consume(network));
    const { remainingPoints } = await this.counted(this.account.consume(account)).catch(async (refused) => {
      await this.counted(this.network.reward(network)); // a locked account is no wrong password
      throw refused;
    });

    if (!(await matches()))
      return { matched: false, lockedUntil: remainingPoints > 0 ? undefined : await this.lock(account) };
    await this.counted(
      Promise.all([this.account.delete(account), this.locks.delete(account), this.network.reward(network)]),
    );
    return { matched: true, lockedUntil: undefined };
  }

  private async lock(account: string) {
    const { consumedPoints } = await this.counted(this.locks.penalty(account));
    const minutes = lockMinutes[Math.min(consumedPoints, lockMinutes.length) - 1] ?? 60;
    await this.counted(this.account.block(account, minutes * 60));
    return new Date(Date.now() + minutes * 60_000);
  }

  /** Without its table it cannot count, and then nobody gets in. */
  private counted<T>(asked: Promise<T>): Promise<T> {
    return asked.catch((error: unknown) => {
      if (error instanceof RateLimiterRes) throw tooManyAttempts(error.msBeforeNext);
      this.logger.error({ err: error }, 'wrong passwords cannot be counted');
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
export function tooManyAttempts(ms: number) {
  const seconds = Math.max(1, Math.ceil(ms / 1_000));
  return new ProblemError(429, 'too-many-attempts', 'Too many wrong passwords.', {
    headers: { 'Retry-After': `${seconds}` },
    hint: `Wait ${inWords(seconds)}, then try again.`,
  });
}

function inWords(seconds: number) {
  if (seconds < 60) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}
