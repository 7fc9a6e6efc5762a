import { Injectable } from '@nestjs/common';
import { Db } from '@pgai/db/pool.js';

@Injectable()
export class IdentityQueries {
  constructor(private readonly db: Db) {}

  async me(userId: string) {
    const account = await this.db
      .selectFrom('read.account')
      .select(['user_id', 'email', 'name', 'revision'])
      .where('user_id', '=', userId)
      .executeTakeFirst();
    if (!account) return undefined;
    const teams = await this.db
      .selectFrom('read.team_member as m')
      .innerJoin('read.team_list as t', 't.team_id', 'm.team_id')
      .select(['t.team_id', 't.name', 'm.role'])
      .where('m.user_id', '=', userId)
      .orderBy('t.name')
      .orderBy('t.team_id')
      .execute();
    const { revision, email, name } = account;
    return { user_id: userId, email: email ?? '', name: name ?? 'Erased person', teams, revision };
  }
}
