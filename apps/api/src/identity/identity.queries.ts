import { Injectable } from '@nestjs/common';
import type { Db } from '@pgai/db/pool.js';
import { Tenancy } from '../platform/tenancy.js';

@Injectable()
export class IdentityQueries {
  constructor(private readonly tenancy: Tenancy) {}

  me(userId: string) {
    return this.tenancy.person(userId, (db) => meIn(db, userId));
  }
}

async function meIn(db: Db, userId: string) {
  const account = await db
    .selectFrom('read.account')
    .select(['user_id', 'email', 'name', 'revision'])
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
  const { revision, email, name } = account;
  return { user_id: userId, email: email ?? '', name: name ?? 'Erased person', teams, revision };
}
