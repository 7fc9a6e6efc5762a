import { Injectable } from '@nestjs/common';
import type { ResetPassword } from '@pgai/contracts/identity.js';
import { user } from '@pgai/domain/users/user.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { handle } from '@pgai/event-store/handle.js';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CommandContexts } from '../platform/command-context.js';
import { Logger } from '../platform/logger.js';
import { linkNoGood, MailTokens } from '../platform/mail-tokens.js';
import { Credentials } from './credentials.js';
import { MailTries } from './mail-tries.js';
import { PasswordChoice } from './password-choice.js';
import { PasswordTries } from './password-tries.js';
import { Sessions } from './sessions.js';

/** A new password for somebody who does not know the old one, but reads the account's mail. */
@Injectable()
export class PasswordReset {
  constructor(
    private readonly credentials: Credentials,
    private readonly tokens: MailTokens,
    private readonly mailTries: MailTries,
    private readonly passwordTries: PasswordTries,
    private readonly choice: PasswordChoice,
    private readonly sessions: Sessions,
    private readonly contexts: CommandContexts,
    private readonly store: EventStore,
    private readonly logger: Logger,
  ) {}

  /** Answers, and takes as long, whether or not there is such an account: what there is to do is done after the answer. */
  async request(request: FastifyRequest, reply: FastifyReply, email: string) {
    await this.mailTries.take(email, request.ip);
    const userId = await this.credentials.userOf(email);
    if (userId) reply.raw.once('close', () => void this.ask(request, userId));
  }

  /** The link is looked at first and used last, so that a password that is refused does not cost it. */
  async reset(request: FastifyRequest, { token, new_password }: ResetPassword) {
    const { commandId, firstTry } = await this.contexts.identity(request, 'reset-password');
    const found = await this.tokens.find('reset-password', token);
    if (!found && firstTry) throw linkNoGood();
    const { email } = found ? await this.choice.check(found, new_password) : { email: undefined };
    const userId = await this.tokens.use('reset-password', token, commandId);

    const metadata = await this.contexts.metadata(request, userId);
    const command = { type: 'ResetPassword' } as const;
    await handle(this.store, user, `user-${userId}`, command, { commandId, metadata });
    await this.credentials.setPassword(userId, new_password);
    await this.tokens.void('reset-password', userId);
    if (email) await this.passwordTries.forget(this.credentials.keyOf(email));
    await this.sessions.revokeAll(userId, { commandId, metadata });
  }

  private async ask(request: FastifyRequest, userId: string) {
    await this.record(request, userId).catch((error) =>
      this.logger.error({ err: error }, 'a password reset was not asked for'),
    );
  }

  private async record(request: FastifyRequest, userId: string) {
    const metadata = await this.contexts.metadata(request, userId);
    await handle(
      this.store,
      user,
      `user-${userId}`,
      { type: 'RequestPasswordReset' },
      {
        commandId: request.id,
        metadata: { ...metadata, actor: { kind: 'system', id: 'password-reset' } },
      },
    );
  }
}
