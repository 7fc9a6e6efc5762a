import { Injectable } from '@nestjs/common';
import type { SignIn } from '@pgai/contracts/identity.js';
import { user } from '@pgai/domain/users/user.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { handle } from '@pgai/event-store/handle.js';
import type { FastifyRequest } from 'fastify';
import { CommandContexts } from '../platform/command-context.js';
import { Logger } from '../platform/logger.js';
import { ProblemError } from '../platform/problem.js';
import { Credentials } from './credentials.js';
import { networkOf } from './network.js';
import { PasswordTries, tooManyAttempts } from './password-tries.js';

/** Who these credentials are of. Answers and their time are the same for a wrong password and an unknown address. */
@Injectable()
export class SignInCheck {
  private recorded = Promise.resolve();

  constructor(
    private readonly credentials: Credentials,
    private readonly tries: PasswordTries,
    private readonly contexts: CommandContexts,
    private readonly store: EventStore,
    private readonly logger: Logger,
  ) {}

  async userOf(request: FastifyRequest, { email, password }: SignIn) {
    const { credentials } = this;
    let userId: string | undefined;
    const { matched, lockedUntil } = await this.tries.judge(
      { account: credentials.keyOf(email), network: credentials.keyOf(networkOf(request.ip)) },
      async () => {
        const found = await credentials.check(email, password);
        userId = found.userId;
        return found.matches;
      },
    );
    if (matched && userId) return userId;
    if (userId) this.record(request, userId, lockedUntil);
    if (lockedUntil) throw tooManyAttempts(lockedUntil.getTime() - Date.now());
    throw new ProblemError(401, 'wrong-credentials', 'The e-mail address or the password is not right.', {
      hint: 'Passwords are case-sensitive.',
    });
  }

  /** Beside the answer, as its time would tell that there is an account; one after the other, as they share a stream. */
  private record(request: FastifyRequest, userId: string, lockedUntil: Date | undefined) {
    this.recorded = this.recorded
      .then(async () => {
        const metadata = await this.contexts.metadata(request, userId);
        await handle(
          this.store,
          user,
          `user-${userId}`,
          { type: 'FailSignIn', locked_until: lockedUntil?.toISOString() ?? null },
          { commandId: request.id, metadata: { ...metadata, actor: { kind: 'system', id: 'sign-in' } } },
        );
      })
      .catch((error) => this.logger.error({ err: error }, 'a failed sign-in is not in the log'));
  }
}
