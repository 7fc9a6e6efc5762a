import { createHmac, hkdfSync } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Db } from '@pgai/db/pool.js';
import { DomainError } from '@pgai/domain/domain-error.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { Config } from '../platform/config.js';
import { hashPassword, nobodysPassword, passwordMatches } from './password.js';

/** Addresses and passwords: what signs in, and nothing of it in an event. */
@Injectable()
export class Credentials {
  private readonly pepper: Buffer;

  constructor(
    private readonly db: Db,
    private readonly store: EventStore,
    { masterKey }: Config,
  ) {
    this.pepper = Buffer.from(hkdfSync('sha256', masterKey, '', 'pgai credentials: e-mail hash', 32));
  }

  /**
   * Takes the address for a new user, before the user's first event. A sign-up that died in between left the address
   * taken by nobody; the next one takes it over. Answers the user's id.
   */
  async claim(email: string, password: string, userId: string) {
    const email_hash = this.hashOf(email);
    const password_hash = await hashPassword(password);
    const claimed = await this.db
      .insertInto('app.credential')
      .values({ user_id: userId, email_hash, password_hash })
      .onConflict((c) => c.column('email_hash').doNothing())
      .returning('user_id')
      .executeTakeFirst();
    if (claimed) return claimed.user_id;

    const user_id = await this.userOf(email);
    if (!user_id) throw new Error('A claimed address belongs to nobody.');
    const history = await this.store.read(`user-${user_id}`);
    if (history.length > 0 && user_id !== userId)
      throw new DomainError(
        'conflict',
        'email-taken',
        'There is an account with this e-mail address.',
        'Sign in instead.',
      );
    await this.setPassword(user_id, password);
    return user_id;
  }

  /** Whose address this is, if anybody's, whether it is their password, and whether that is enough. Takes as long for nobody's address. */
  async check(email: string, password: string) {
    const found = await this.db
      .selectFrom('app.credential')
      .select(['user_id', 'password_hash', 'second_factor'])
      .where('email_hash', '=', this.hashOf(email))
      .executeTakeFirst();
    const matches = await passwordMatches(password, found?.password_hash ?? nobodysPassword);
    return { userId: found?.user_id, matches, secondFactor: found?.second_factor ?? false };
  }

  /** Whose address this is, without a look at any password. */
  async userOf(email: string) {
    const found = await this.db
      .selectFrom('app.credential')
      .select('user_id')
      .where('email_hash', '=', this.hashOf(email))
      .executeTakeFirst();
    return found?.user_id;
  }

  async isPasswordOf(userId: string, password: string) {
    const { password_hash } = await this.db
      .selectFrom('app.credential')
      .select('password_hash')
      .where('user_id', '=', userId)
      .executeTakeFirstOrThrow();
    return passwordMatches(password, password_hash);
  }

  async setPassword(userId: string, password: string) {
    const password_hash = await hashPassword(password);
    await this.db
      .updateTable('app.credential')
      .set({ password_hash })
      .where('user_id', '=', userId)
      .execute();
  }

  /** An e-mail or network address as a key: it can be compared, not read. */
  keyOf(address: string) {
    return this.hashOf(address).toString('base64url');
  }

  private hashOf(email: string) {
    return createHmac('sha256', this.pepper).update(email.normalize('NFC').toLowerCase()).digest();
  }
}
