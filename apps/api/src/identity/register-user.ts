import { Injectable } from '@nestjs/common';
import type { SignUp } from '@pgai/contracts/identity.js';
import { user } from '@pgai/domain/users/user.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { handle } from '@pgai/event-store/handle.js';
import { PersonalVault } from '@pgai/vault/personal-vault.js';
import type { FastifyRequest } from 'fastify';
import { CommandContexts } from '../platform/command-context.js';
import { Credentials } from './credentials.js';

/** Finds things out before the rules are asked: is the address free, and what do the fields look like sealed? */
@Injectable()
export class RegisterUser {
  constructor(
    private readonly credentials: Credentials,
    private readonly vault: PersonalVault,
    private readonly contexts: CommandContexts,
    private readonly store: EventStore,
  ) {}

  /** Answers the new user's id and what the sign-up was done with, for the session that follows. */
  async register(request: FastifyRequest, { email, password, name }: SignUp) {
    const { newId, commandId } = await this.contexts.identity(
      request,
      `sign-up ${this.credentials.keyOf(email)}`,
    );
    const userId = await this.credentials.claim(email, password, newId);
    const metadata = await this.contexts.metadata(request, userId);
    const [sealedEmail, sealedName] = await Promise.all([
      this.vault.seal(userId, email),
      this.vault.seal(userId, name),
    ]);
    await handle(
      this.store,
      user,
      `user-${userId}`,
      { type: 'RegisterUser', email: sealedEmail, name: sealedName },
      { commandId, metadata },
    );
    return { userId, metadata };
  }
}
