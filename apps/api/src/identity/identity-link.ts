import { Injectable } from '@nestjs/common';
import { DomainError } from '@pgai/domain/domain-error.js';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CommandContext } from '../platform/command-context.js';
import { FlowCookie } from './flow-cookie.js';
import { IdentityQueries } from './identity.queries.js';
import { IdentityProvider, identityRefused } from './identity-provider.js';
import { LinkedIdentities } from './linked-identities.js';
import { Proof } from './proof.js';

type Asker = { user_id: string; ip: string };

/** Linking one's account to the identity provider: with the password, as it is another way in. */
@Injectable()
export class IdentityLink {
  constructor(
    private readonly provider: IdentityProvider,
    private readonly linked: LinkedIdentities,
    private readonly proof: Proof,
    private readonly queries: IdentityQueries,
    private readonly cookie: FlowCookie,
  ) {}

  async start(asker: Asker, password: string, reply: FastifyReply) {
    const { email_verified } = await this.queries.known(asker.user_id);
    if (!email_verified)
      throw new DomainError(
        'forbidden',
        'email-not-verified',
        'Your e-mail address is not verified.',
        'Verify it first.',
      );
    await this.proof.password(asker, 'password', [password]);
    const { location, kept } = await this.provider.start('link');
    this.cookie.keep(reply, { step: 'link', ...kept, user_id: asker.user_id });
    return { location };
  }

  async finish(
    userId: string,
    query: string,
    { request, reply }: { request: FastifyRequest; reply: FastifyReply },
    context: CommandContext,
  ) {
    const flow = this.cookie.take(request, 'link');
    if (flow?.user_id !== userId) throw identityRefused();
    this.cookie.forget(reply);
    return this.linked.link(userId, await this.provider.finish(query, flow), context);
  }

  async unlink(asker: Asker, password: string, context: CommandContext) {
    await this.proof.password(asker, 'password', [password]);
    return this.linked.unlink(asker.user_id, context);
  }

  async state(userId: string) {
    const at = await this.linked.linkedAt(userId);
    return { provider: this.provider.name, linked_at: at?.toISOString() ?? null };
  }
}
