import { Injectable } from '@nestjs/common';
import type { RateLimiterPostgres } from 'rate-limiter-flexible';
import { Credentials } from './credentials.js';
import { hour, Limits, tooManyMails } from './limits.js';
import { networkOf } from './network.js';

/** Links by mail: three an hour to one address, and twenty from one network, whether or not there is an account. */
@Injectable()
export class MailTries {
  private readonly address: RateLimiterPostgres;
  private readonly network: RateLimiterPostgres;

  constructor(
    private readonly limits: Limits,
    private readonly credentials: Credentials,
  ) {
    this.address = limits.limiter('mail', 3, hour);
    this.network = limits.limiter('mail-network', 20, hour);
  }

  /** @throws ProblemError when none is left (429), or when they cannot be counted (503) */
  async take(email: string, ip: string) {
    const { credentials, limits } = this;
    await limits.counted(this.network.consume(credentials.keyOf(networkOf(ip))), tooManyMails);
    await limits.counted(this.address.consume(credentials.keyOf(email)), tooManyMails);
  }
}
