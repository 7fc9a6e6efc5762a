import { Injectable } from '@nestjs/common';
import { Tenancy } from '../platform/tenancy.js';

@Injectable()
export class LiveQueries {
  constructor(private readonly tenancy: Tenancy) {}

  async teamsOf(userId: string) {
    const rows = await this.tenancy.person(userId, (db) =>
      db.selectFrom('read.team_member').select('team_id').where('user_id', '=', userId).execute(),
    );
    return rows.map(({ team_id }) => team_id);
  }

  async membersOf(teamId: string) {
    const rows = await this.tenancy.team(teamId, (db) =>
      db.selectFrom('read.team_member').select('user_id').where('team_id', '=', teamId).execute(),
    );
    return rows.map(({ user_id }) => user_id);
  }

  async nameOf(userId: string) {
    const row = await this.tenancy.person(userId, (db) =>
      db.selectFrom('read.account').select('name').where('user_id', '=', userId).executeTakeFirst(),
    );
    if (!row) return 'New member';
    return row.name ?? 'Erased person';
  }
}
