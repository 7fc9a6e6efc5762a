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
import { PasswordTries } from './password-tries.js';
import { Proof, refusedBy, wrongCode } from './proof.js';

type Judged = Awaited<ReturnType<PasswordTries['judge']>>;

/**
 * Who these credentials are of. Answers and their time are the same for a wrong password and an unknown address; only a
 * right password hears that a second factor is needed.
 */
@Injectable()
export class SignInCheck {
  private recorded = Promise.resolve();

  constructor(
    private readonly credentials: Credentials,
    private readonly tries: PasswordTries,
    private readonly proof: Proof,
    private readonly contexts: CommandContexts,
    private readonly store: EventStore,
    private readonly logger: Logger,
  ) {}

  async check(request: FastifyRequest, { email, password, totp }: SignIn) {
    const { credentials } = this;
    let found: Awaited<ReturnType<Credentials['check']>> | undefined;
    const judged = await this.tries.judge(
      { account: credentials.keyOf(email), network: credentials.keyOf(networkOf(request.ip)) },
      async () => {
        found = await credentials.check(email, password);
        return found.matches;
      },
    );
    const userId = found?.userId;
    if (!judged.matched || !userId) return this.refuse(request, userId, judged, wrongCredentials);

    const metadata = await this.contexts.metadata(request, userId);
    if (!found?.secondFactor) return { userId, metadata, secondFactor: false };
    if (totp === undefined) throw secondFactorRequired();
    const asker = { user_id: userId, ip: request.ip };
    const proven = await this.proof.tryCode(asker, totp, metadata);
    if (!proven.matched) return this.refuse(request, userId, proven, () => wrongCode(401));
    return { userId, metadata, secondFactor: true };
  }

  private refuse(
    request: FastifyRequest,
    userId: string | undefined,
    judged: Judged,
    refusal: () => ProblemError,
  ): never {
    if (userId) this.record(request, userId, judged.lockedUntil);
    refusedBy(judged);
    throw refusal();
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

const wrongCredentials = () =>
  new ProblemError(401, 'wrong-credentials', 'The e-mail address or the password is not right.', {
    hint: 'Passwords are case-sensitive.',
  });

export const secondFactorRequired = () =>
  new ProblemError(401, 'second-factor-required', 'This account has a second factor.', {
    hint: 'Send the code of your authenticator app, or a recovery code, as `totp`.',
  });
