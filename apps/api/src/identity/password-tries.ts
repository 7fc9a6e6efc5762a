import { Injectable } from '@nestjs/common';
import type { RateLimiterPostgres } from 'rate-limiter-flexible';
import { hour, Limits, tooManyAttempts } from './limits.js';

const perAccount = 5;
const perNetwork = 50;
const lockMinutes = [1, 5, 15, 60];

/**
 * An account is free for five wrong passwords within an hour, then locked: for 1, 5, 15, and from then on 60 minutes,
 * until a right password or a day without one. A try is taken before the password is looked at, so that many sent at
 * once count as many. An account that is not there is counted and locked like any other. The codes of its second factor
 * are counted the same way, by themselves: a known password gives no more tries at the code.
 */
@Injectable()
export class PasswordTries {
  private readonly account: RateLimiterPostgres;
  private readonly locks: RateLimiterPostgres;
  private readonly network: RateLimiterPostgres;

  constructor(private readonly limits: Limits) {
    this.account = limits.limiter('account', perAccount, hour);
    this.locks = limits.limiter('locks', 1, 24 * hour);
    this.network = limits.limiter('network', perNetwork, hour / 4);
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
    await Promise.all([this.forget(account), this.counted(this.network.reward(network))]);
    return { matched: true, lockedUntil: undefined };
  }

  /** As after a right password. */
  async forget(account: string) {
    await this.counted(Promise.all([this.account.delete(account), this.locks.delete(account)]));
  }

  private async lock(account: string) {
    const { consumedPoints } = await this.counted(this.locks.penalty(account));
    const minutes = lockMinutes[Math.min(consumedPoints, lockMinutes.length) - 1] ?? 60;
    await this.counted(this.account.block(account, minutes * 60));
    return new Date(Date.now() + minutes * 60_000);
  }

  private counted<T>(asked: Promise<T>) {
    return this.limits.counted(asked, tooManyAttempts);
  }
}
