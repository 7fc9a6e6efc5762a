import { Injectable } from '@nestjs/common';
import { user } from '@pgai/domain/users/user.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { handle } from '@pgai/event-store/handle.js';
import type { FastifyRequest } from 'fastify';
import { type CommandContext, CommandContexts } from '../platform/command-context.js';
import { MailTokens } from '../platform/mail-tokens.js';
import { IdentityQueries } from './identity.queries.js';
import { MailTries } from './mail-tries.js';

/** That an address is its account's: a link goes to it, and comes back. */
@Injectable()
export class EmailVerification {
  constructor(
    private readonly tokens: MailTokens,
    private readonly tries: MailTries,
    private readonly queries: IdentityQueries,
    private readonly contexts: CommandContexts,
    private readonly store: EventStore,
  ) {}

  /** Asks for another link; the mail itself is a job's. */
  async request(userId: string, ip: string, context: CommandContext) {
    const me = await this.queries.known(userId);
    if (!me.email_verified && context.firstTry) await this.tries.take(me.email, ip);
    return handle(this.store, user, `user-${userId}`, { type: 'RequestEmailVerification' }, context);
  }

  /** By whoever has the link, signed in or not. */
  async verify(request: FastifyRequest, token: string) {
    const { commandId } = await this.contexts.identity(request, 'verify-email');
    const userId = await this.tokens.use('verify-email', token, commandId);
    const metadata = await this.contexts.metadata(request, userId);
    const command = { type: 'VerifyEmail' } as const;
    const { revision } = await handle(this.store, user, `user-${userId}`, command, { commandId, metadata });
    return { id: userId, revision: Number(revision) };
  }
}
