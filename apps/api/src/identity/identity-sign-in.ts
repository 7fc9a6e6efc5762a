import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError } from '@pgai/domain/domain-error.js';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { v7 } from 'uuid';
import { CommandContexts } from '../platform/command-context.js';
import { ProblemError } from '../platform/problem.js';
import { FlowCookie } from './flow-cookie.js';
import { IdentityProvider, identityRefused, type Vouched } from './identity-provider.js';
import { LinkedIdentities } from './linked-identities.js';
import { Proof, refusedBy, wrongCode } from './proof.js';
import { RegisterUser } from './register-user.js';
import { SecondFactors } from './second-factors.js';
import { Sessions } from './sessions.js';
import { secondFactorRequired } from './sign-in.js';

/** Signing in through the identity provider. Whom it does not know by link gets an account, unless the address has one. */
@Injectable()
export class IdentitySignIn {
  constructor(
    private readonly provider: IdentityProvider,
    private readonly linked: LinkedIdentities,
    private readonly users: RegisterUser,
    private readonly factors: SecondFactors,
    private readonly proof: Proof,
    private readonly sessions: Sessions,
    private readonly contexts: CommandContexts,
    private readonly cookie: FlowCookie,
  ) {}

  async start(reply: FastifyReply, return_to: string) {
    const { location, kept } = await this.provider.start('sign-in');
    this.cookie.keep(reply, { step: 'sign-in', ...kept, return_to });
    return { location };
  }

  async finish(request: FastifyRequest, reply: FastifyReply, query: string) {
    const flow = this.cookie.take(request, 'sign-in');
    if (!flow) throw identityRefused();
    this.cookie.forget(reply);
    const vouched = await this.provider.finish(query, flow);
    const userId = (await this.linked.userOf(vouched)) ?? (await this.newAccount(request, vouched));
    const { return_to } = flow;
    // a second factor of ours is asked for, unless the provider has asked for one of its own
    if (!vouched.mfa && (await this.factors.state(userId)).since) {
      this.cookie.keep(reply, { step: 'code', user_id: userId, return_to });
      throw secondFactorRequired();
    }
    const metadata = await this.contexts.metadata(request, userId);
    await this.sessions.open(userId, metadata, reply, { secondFactor: vouched.mfa });
    return { user_id: userId, return_to };
  }

  /** The code that was still owed. */
  async finishByCode(request: FastifyRequest, reply: FastifyReply, totp: string) {
    const flow = this.cookie.take(request, 'code');
    if (!flow) throw identityRefused();
    const { user_id, return_to } = flow;
    const metadata = await this.contexts.metadata(request, user_id);
    const judged = await this.proof.tryCode({ user_id, ip: request.ip }, totp, metadata);
    if (refusedBy(judged)) throw wrongCode(401);
    this.cookie.forget(reply);
    await this.sessions.open(user_id, metadata, reply, { secondFactor: true });
    return { user_id, return_to };
  }

  private async newAccount(request: FastifyRequest, vouched: Vouched) {
    const { email, name } = vouched;
    if (!email)
      throw new ProblemError(
        403,
        'identity-email-unverified',
        'The identity provider has not verified your e-mail address.',
        { hint: 'Verify it there, or make an account here with a password.' },
      );
    const password = randomBytes(32).toString('base64url'); // nobody's: choosing one goes by mail
    const ids = { newId: v7(), commandId: v7() };
    const person = { email, name, password, verified: true } as const;
    const { userId, metadata } = await this.users
      .make(person, ids, (id) => this.contexts.metadata(request, id))
      .catch(notLinked);
    await this.linked.link(userId, vouched, { commandId: v7(), metadata });
    return userId;
  }
}

/** Whoever holds the address at the provider need not be who has the account here. */
function notLinked(error: unknown): never {
  if (error instanceof DomainError && error.code === 'email-taken')
    throw new DomainError(
      'conflict',
      'email-taken',
      error.message,
      'Sign in with its password, then link the two under Account, Security.',
    );
  throw error;
}
