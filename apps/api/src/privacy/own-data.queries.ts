import { Injectable } from '@nestjs/common';
import { Db } from '@pgai/db/pool.js';
import { sql } from 'kysely';
import { Tenancy } from '../platform/tenancy.js';

export type OwnEntry = {
  leaf_index: string;
  position: string;
  stream: string;
  revision: string;
  action: string;
  team_id: string | null;
  actor_kind: string;
  at: Date;
  data: Record<string, unknown>;
  personal: string | null;
};

@Injectable()
export class OwnDataQueries {
  constructor(
    private readonly tenancy: Tenancy,
    private readonly db: Db,
  ) {}

  async summary(userId: string) {
    const sessions = await this.db
      .selectFrom('app.session')
      .select(['session_id', 'started_at', 'last_seen_at', 'expires_at', 'origin'])
      .where('user_id', '=', userId)
      .orderBy('started_at')
      .execute();
    const rest = await this.tenancy.person(userId, async (db) => ({
      account: await db
        .selectFrom('read.account')
        .select(['user_id', 'email', 'name', 'registered_at', 'email_verified', 'second_factor'])
        .where('user_id', '=', userId)
        .executeTakeFirst(),
      memberships: await db
        .selectFrom('read.team_member as m')
        .innerJoin('read.team_list as t', 't.team_id', 'm.team_id')
        .select(['t.team_id', 't.name', 'm.role', 'm.joined_at'])
        .where('m.user_id', '=', userId)
        .orderBy('m.joined_at')
        .execute(),
      erasure:
        (await db
          .selectFrom('read.erasure')
          .select(['status', 'approval', 'requested_at', 'decided_at'])
          .where('user_id', '=', userId)
          .executeTakeFirst()) ?? null,
    }));
    return { sessions, ...rest };
  }

  async entries(userId: string, after: string, most: number) {
    const { rows } = await this.tenancy.person(userId, (db) =>
      sql<OwnEntry>`select * from read.own_entries(${after}, ${most})`.execute(db),
    );
    return rows;
  }
}
