import { Injectable } from '@nestjs/common';
import { PasswordProof } from '../platform/password-proof.js';
import { ProblemError } from '../platform/problem.js';
import { ReadYourWrite } from '../platform/read-your-write.js';
import { Credentials } from './credentials.js';
import { IdentityQueries } from './identity.queries.js';
import { networkOf } from './network.js';
import { PasswordTries, tooManyAttempts } from './password-tries.js';

/** Counted like a sign-in, so that an open session is no way round the limits. */
@Injectable()
export class PasswordCheck extends PasswordProof {
  constructor(
    private readonly credentials: Credentials,
    private readonly tries: PasswordTries,
    private readonly queries: IdentityQueries,
    private readonly readYourWrite: ReadYourWrite,
  ) {
    super();
  }

  async demand({ user_id, ip }: { user_id: string; ip: string }, password: string) {
    const me = await this.readYourWrite.read(user_id, { at_least: 0 }, () => this.queries.me(user_id));
    const account = this.credentials.keyOf(me?.email ?? '');
    const network = this.credentials.keyOf(networkOf(ip));
    const { matched, lockedUntil } = await this.tries.judge({ account, network }, () =>
      this.credentials.isPasswordOf(user_id, password),
    );
    if (lockedUntil) throw tooManyAttempts(lockedUntil.getTime() - Date.now());
    if (matched) return;
    const message = 'This is not your password.';
    throw new ProblemError(403, 'wrong-password', message, {
      errors: [{ field: 'password', code: 'wrong-password', message }],
    });
  }
}
