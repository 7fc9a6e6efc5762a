import { Injectable } from '@nestjs/common';
import { user } from '@pgai/domain/users/user.js';
import type { Metadata } from '@pgai/event-store/event.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { handle } from '@pgai/event-store/handle.js';
import { v7 } from 'uuid';
import { ProblemError } from '../platform/problem.js';
import { Credentials } from './credentials.js';
import { IdentityQueries } from './identity.queries.js';
import { tooManyAttempts } from './limits.js';
import { networkOf } from './network.js';
import { PasswordTries } from './password-tries.js';
import { type Accepted, SecondFactors } from './second-factors.js';

type Asker = { user_id: string; ip: string };
type Judged = Awaited<ReturnType<PasswordTries['judge']>>;

/** That somebody who is signed in, or about to be, really is who they say: every wrong try counts towards a lock. */
@Injectable()
export class Proof {
  constructor(
    private readonly credentials: Credentials,
    private readonly tries: PasswordTries,
    private readonly factors: SecondFactors,
    private readonly queries: IdentityQueries,
    private readonly store: EventStore,
  ) {}

  /** Any of these passwords is theirs. @throws ProblemError that names the field (403), or that they are locked (429) */
  async password({ user_id, ip }: Asker, field: string, passwords: string[]) {
    const { email } = await this.queries.known(user_id);
    const judged = await this.tries.judge(this.keys(email, ip), async () => {
      for (const password of passwords)
        if (await this.credentials.isPasswordOf(user_id, password)) return true;
      return false;
    });
    const message = 'This is not your current password.';
    if (refusedBy(judged))
      throw new ProblemError(403, 'wrong-password', message, {
        errors: [{ field, code: 'wrong-password', message }],
      });
  }

  /** Any code that opens their second factor is used up by it. @throws ProblemError, 403 or 429 */
  async code(asker: Asker, code: string, metadata: Metadata) {
    const judged = await this.tryCode(asker, code, metadata);
    if (refusedBy(judged)) throw wrongCode(403);
  }

  /** Counted by itself, beside the passwords. */
  async tryCode({ user_id, ip }: Asker, code: string, metadata: Metadata) {
    let accepted: Accepted | undefined;
    const judged = await this.tries.judge(this.keys(`second factor of ${user_id}`, ip), async () => {
      accepted = await this.factors.accept(user_id, code);
      return accepted !== undefined;
    });
    const left = accepted?.left;
    if (left !== undefined) {
      const context = { commandId: v7(), metadata };
      await handle(this.store, user, `user-${user_id}`, { type: 'UseRecoveryCode', left }, context);
    }
    return judged;
  }

  /** A code of the app that is being set up. */
  async newApp({ user_id, ip }: Asker, code: string, again: boolean) {
    let step: number | undefined;
    const judged = await this.tries.judge(this.keys(`second factor of ${user_id}`, ip), async () => {
      step = await this.factors.stepOf(user_id, code, again);
      return step !== undefined;
    });
    if (refusedBy(judged) || step === undefined) throw wrongCode(403);
    return step;
  }

  private keys(account: string, ip: string) {
    return { account: this.credentials.keyOf(account), network: this.credentials.keyOf(networkOf(ip)) };
  }
}

/** @throws ProblemError when that was the last try */
export function refusedBy({ matched, lockedUntil }: Judged) {
  if (lockedUntil) throw tooManyAttempts(lockedUntil.getTime() - Date.now());
  return !matched;
}

export function wrongCode(status: 401 | 403) {
  const message = 'This code is not right, or was used before.';
  return new ProblemError(status, 'wrong-code', message, {
    errors: [{ field: 'totp', code: 'wrong-code', message }],
    hint: 'Codes change every 30 seconds. A recovery code works once.',
  });
}
