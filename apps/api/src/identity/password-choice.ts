import { Injectable } from '@nestjs/common';
import { passwordFault } from '@pgai/contracts/password-rules.js';
import { ProblemError } from '../platform/problem.js';
import { IdentityQueries } from './identity.queries.js';

/** What a password must be depends on whose it is. */
@Injectable()
export class PasswordChoice {
  constructor(private readonly queries: IdentityQueries) {}

  /** Answers who they are. @throws ProblemError that names the field (422) */
  async check(userId: string, password: string) {
    const me = await this.queries.known(userId);
    const message = passwordFault(password, me);
    if (message)
      throw new ProblemError(422, 'invalid-input', `new_password: ${message}`, {
        errors: [{ field: 'new_password', code: 'custom', message }],
      });
    return me;
  }
}
