import { createHmac, hkdfSync, randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Db } from '@pgai/db/pool.js';
import { sql } from 'kysely';
import { Config } from '../platform/config.js';

/** Without those that look like others: twelve of them are 58 bits. */
const letters = '23456789abcdefghjkmnpqrstvwxyz';
const howMany = 10;

/** For who has lost the app: each opens once. Kept as keyed hashes, so nobody sees them a second time. */
@Injectable()
export class RecoveryCodes {
  private readonly pepper: Buffer;

  constructor({ masterKey }: Config) {
    this.pepper = Buffer.from(hkdfSync('sha256', masterKey, '', 'pgai credentials: recovery codes', 32));
  }

  /** Ten new ones; those before are void. */
  async replace(db: Db, user_id: string) {
    const codes = Array.from({ length: howMany }, newCode);
    await this.remove(db, user_id);
    const rows = codes.map((code) => ({ user_id, code_hash: this.hashOf(code), used_at: null }));
    await db.insertInto('app.recovery_code').values(rows).execute();
    return codes.map((code) => code.replace(/(.{4})(.{4})/, '$1-$2-'));
  }

  /** How many are left after this one; undefined when it is none, or was used before. */
  async use(db: Db, userId: string, code: string) {
    const used = await db
      .updateTable('app.recovery_code')
      .set({ used_at: sql`now()` })
      .where('user_id', '=', userId)
      .where('code_hash', '=', this.hashOf(code))
      .where('used_at', 'is', null)
      .returning('user_id')
      .executeTakeFirst();
    return used && this.left(db, userId);
  }

  async left(db: Db, userId: string) {
    const { left } = await db
      .selectFrom('app.recovery_code')
      .select((e) => e.fn.countAll<string>().as('left'))
      .where('user_id', '=', userId)
      .where('used_at', 'is', null)
      .executeTakeFirstOrThrow();
    return Number(left);
  }

  async remove(db: Db, userId: string) {
    await db.deleteFrom('app.recovery_code').where('user_id', '=', userId).execute();
  }

  private hashOf(code: string) {
    return createHmac('sha256', this.pepper).update(code).digest();
  }
}

const newCode = () => Array.from({ length: 12 }, () => letters[randomInt(letters.length)]).join('');
