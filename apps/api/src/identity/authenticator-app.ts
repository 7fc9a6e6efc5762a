import { Injectable } from '@nestjs/common';
import type { Db } from '@pgai/db/pool.js';
import { PersonalVault } from '@pgai/vault/personal-vault.js';
import { sql } from 'kysely';
import { generateSecret, verify } from 'otplib';

/** How far a phone's clock may be off, in seconds. */
const epochTolerance = 30;

/** Codes of six digits that change every 30 seconds (RFC 6238). The secret is sealed under its person's key. */
@Injectable()
export class AuthenticatorApp {
  constructor(private readonly vault: PersonalVault) {}

  /** A new secret, of no effect until it is confirmed; undefined when there is one that is. */
  async propose(db: Db, user_id: string) {
    const plain = generateSecret();
    const { $sealed: secret } = await this.vault.seal(user_id, plain);
    const proposed = await db
      .insertInto('app.second_factor')
      .values({ user_id, secret, confirmed_at: null })
      .onConflict((c) =>
        c
          .column('user_id')
          .doUpdateSet({ secret, last_step: '0' })
          .where('app.second_factor.confirmed_at', 'is', null),
      )
      .returning('user_id')
      .executeTakeFirst();
    return proposed && plain;
  }

  /** The time step this code is of; none when it is wrong, or one was used since. `again`: the last one used counts too. */
  async stepOf(db: Db, userId: string, code: string, again = false) {
    if (!/^\d{6}$/.test(code)) return undefined;
    const row = await db
      .selectFrom('app.second_factor')
      .select(['secret', 'last_step'])
      .where('user_id', '=', userId)
      .executeTakeFirst();
    const secret = row && (await this.vault.open(userId, { $sealed: row.secret }));
    if (!row || !secret) return undefined;
    const afterTimeStep = Math.max(0, Number(row.last_step) - (again ? 1 : 0));
    const found = await verify({ secret, token: code, epochTolerance, afterTimeStep });
    return found.valid && 'timeStep' in found ? found.timeStep : undefined;
  }

  /** Uses the code up: of two who bring it at once, one is let in. */
  async use(db: Db, userId: string, code: string) {
    const step = await this.stepOf(db, userId, code);
    if (step === undefined) return false;
    const used = await db
      .updateTable('app.second_factor')
      .set({ last_step: String(step) })
      .where('user_id', '=', userId)
      .where('confirmed_at', 'is not', null)
      .where('last_step', '<', String(step))
      .returning('user_id')
      .executeTakeFirst();
    return used !== undefined;
  }

  async confirm(db: Db, userId: string, step: number) {
    await db
      .updateTable('app.second_factor')
      .set({
        confirmed_at: sql`coalesce(confirmed_at, now())`,
        last_step: sql`greatest(last_step, ${step})`,
      })
      .where('user_id', '=', userId)
      .execute();
  }

  async since(db: Db, userId: string) {
    const found = await db
      .selectFrom('app.second_factor')
      .select('confirmed_at')
      .where('user_id', '=', userId)
      .executeTakeFirst();
    return found?.confirmed_at ?? null;
  }

  async remove(db: Db, userId: string) {
    await db.deleteFrom('app.second_factor').where('user_id', '=', userId).execute();
  }
}
