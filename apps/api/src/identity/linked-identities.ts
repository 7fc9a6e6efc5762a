import { createHmac, hkdfSync } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Db } from '@pgai/db/pool.js';
import { DomainError } from '@pgai/domain/domain-error.js';
import { user } from '@pgai/domain/users/user.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { type Context, handle } from '@pgai/event-store/handle.js';
import { Config } from '../platform/config.js';
import type { Vouched } from './identity-provider.js';

type Identity = Pick<Vouched, 'issuer' | 'subject'>;

/** Who signs in as whom. The provider's subject is kept as a keyed hash only, and is in no event. */
@Injectable()
export class LinkedIdentities {
  private readonly pepper: Buffer;

  constructor(
    private readonly db: Db,
    private readonly store: EventStore,
    { masterKey }: Config,
  ) {
    this.pepper = Buffer.from(hkdfSync('sha256', masterKey, '', 'pgai credentials: identity hash', 32));
  }

  async userOf(identity: Identity) {
    const found = await this.db
      .selectFrom('app.identity')
      .select('user_id')
      .where('identity_hash', '=', this.hashOf(identity))
      .executeTakeFirst();
    return found?.user_id;
  }

  async linkedAt(userId: string) {
    const found = await this.db
      .selectFrom('app.identity')
      .select('linked_at')
      .where('user_id', '=', userId)
      .executeTakeFirst();
    return found?.linked_at ?? null;
  }

  /** The fact first, then the row: each may be repeated. */
  async link(userId: string, identity: Identity, context: Context) {
    const owner = await this.userOf(identity);
    if (owner && owner !== userId)
      throw new DomainError('conflict', 'identity-taken', 'This identity belongs to another account here.');
    if (!owner && (await this.linkedAt(userId)))
      throw new DomainError(
        'conflict',
        'identity-linked',
        'Your account is linked to another identity.',
        'Unlink that one first.',
      );
    const command = { type: 'LinkIdentity', issuer: identity.issuer } as const;
    const receipt = await handle(this.store, user, `user-${userId}`, command, context);
    await this.db
      .insertInto('app.identity')
      .values({ identity_hash: this.hashOf(identity), user_id: userId })
      .onConflict((c) => c.doNothing())
      .execute();
    return receipt;
  }

  async unlink(userId: string, context: Context) {
    const receipt = await handle(this.store, user, `user-${userId}`, { type: 'UnlinkIdentity' }, context);
    await this.db.deleteFrom('app.identity').where('user_id', '=', userId).execute();
    return receipt;
  }

  private hashOf({ issuer, subject }: Identity) {
    return createHmac('sha256', this.pepper)
      .update(JSON.stringify([issuer, subject]))
      .digest();
  }
}
