import { Injectable } from '@nestjs/common';
import type { Db } from '@pgai/db/pool.js';
import { notSignedIn } from '../platform/problem.js';
import { type AtLeast, ReadYourWrite } from '../platform/read-your-write.js';
import { Tenancy } from '../platform/tenancy.js';

@Injectable()
export class IdentityQueries {
  constructor(
    private readonly tenancy: Tenancy,
    private readonly readYourWrite: ReadYourWrite,
  ) {}

  /** Somebody who has an account: a new one may be asked for faster than the read model has it, so this waits. */
  async known(userId: string, { at_least = 0 }: AtLeast = {}) {
    const me = await this.readYourWrite.read(userId, { at_least }, () =>
      this.tenancy.person(userId, (db) => meIn(db, userId)),
    );
    if (!me) throw notSignedIn();
    return me;
  }
}

async function meIn(db: Db, userId: string) {
  const account = await db
    .selectFrom('read.account')
    .select(['user_id', 'email', 'name', 'revision', 'email_verified', 'second_factor'])
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (!account) return undefined;
  const teams = await db
    .selectFrom('read.team_member as m')
    .innerJoin('read.team_list as t', 't.team_id', 'm.team_id')
    .select(['t.team_id', 't.name', 'm.role', 'm.grants'])
    .where('m.user_id', '=', userId)
    .where('m.active', '=', true)
    .orderBy('t.name')
    .orderBy('t.team_id')
    .execute();
  return { ...account, email: account.email ?? '', name: account.name ?? 'Erased person', teams };
}
