import { Injectable } from '@nestjs/common';
import type { SignUp } from '@pgai/contracts/identity.js';
import { user } from '@pgai/domain/users/user.js';
import type { Metadata } from '@pgai/event-store/event.js';
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
  async register(request: FastifyRequest, person: SignUp) {
    const identity = await this.contexts.identity(request, `sign-up ${this.credentials.keyOf(person.email)}`);
    return this.make(person, identity, (userId) => this.contexts.metadata(request, userId));
  }

  /** `verified`: somebody we trust has seen that the address is theirs. */
  async make(
    { email, password, name, verified }: SignUp & { verified?: true },
    { newId, commandId }: { newId: string; commandId: string },
    metadataOf: (userId: string) => Promise<Metadata>,
  ) {
    const userId = await this.credentials.claim(email, password, newId);
    const metadata = await metadataOf(userId);
    const [sealedEmail, sealedName] = await Promise.all([
      this.vault.seal(userId, email),
      this.vault.seal(userId, name),
    ]);
    const command = { type: 'RegisterUser', email: sealedEmail, name: sealedName, verified } as const;
    await handle(this.store, user, `user-${userId}`, command, { commandId, metadata });
    return { userId, metadata };
  }
}
