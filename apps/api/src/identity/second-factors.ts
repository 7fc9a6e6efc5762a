import { Injectable } from '@nestjs/common';
import type { Db } from '@pgai/db/pool.js';
import { Tenancy } from '../platform/tenancy.js';
import { AuthenticatorApp } from './authenticator-app.js';
import { RecoveryCodes } from './recovery-codes.js';

/** `left`: how many recovery codes are, when it was one of them. */
export type Accepted = { left?: number };

/** What a person shows besides the password: a code of their app, or a recovery code. */
@Injectable()
export class SecondFactors {
  constructor(
    private readonly tenancy: Tenancy,
    private readonly app: AuthenticatorApp,
    private readonly codes: RecoveryCodes,
  ) {}

  propose(userId: string) {
    return this.tenancy.person(userId, (db) => this.app.propose(db, userId));
  }

  /** The app's time step that this code is of, to confirm it with. */
  stepOf(userId: string, typed: string, again: boolean) {
    return this.tenancy.person(userId, (db) => this.app.stepOf(db, userId, bare(typed), again));
  }

  /** In force from now on; answers recovery codes, which nobody sees again. */
  confirm(userId: string, step: number) {
    return this.tenancy.person(userId, async (db) => {
      await this.app.confirm(db, userId, step);
      await mark(db, userId, true);
      return this.codes.replace(db, userId);
    });
  }

  /** Uses the code up; undefined when it is none, or was used before. */
  accept(userId: string, typed: string): Promise<Accepted | undefined> {
    const code = bare(typed);
    return this.tenancy.person(userId, async (db) => {
      if (code.length === 6) return (await this.app.use(db, userId, code)) ? {} : undefined;
      const left = await this.codes.use(db, userId, code);
      return left === undefined ? undefined : { left };
    });
  }

  replaceCodes(userId: string) {
    return this.tenancy.person(userId, (db) => this.codes.replace(db, userId));
  }

  remove(userId: string) {
    return this.tenancy.person(userId, async (db) => {
      await mark(db, userId, false);
      await this.codes.remove(db, userId);
      await this.app.remove(db, userId);
    });
  }

  state(userId: string) {
    return this.tenancy.person(userId, async (db) => {
      const since = await this.app.since(db, userId);
      return { since, left: since ? await this.codes.left(db, userId) : 0 };
    });
  }
}

/** As people type it: with blanks, hyphens, capitals. */
const bare = (typed: string) => typed.toLowerCase().replaceAll(/[\s-]/g, '');

/** Beside the password, so that signing in without a second factor asks no more than before. */
const mark = (db: Db, userId: string, second_factor: boolean) =>
  db.updateTable('app.credential').set({ second_factor }).where('user_id', '=', userId).execute();
