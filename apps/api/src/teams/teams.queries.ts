import { Injectable } from '@nestjs/common';
import type { Db } from '@pgai/db/pool.js';
import { sql } from 'kysely';
import { listed } from '../platform/list.js';
import type { ListFields, ParsedList } from '../platform/list-query.js';
import { Tenancy } from '../platform/tenancy.js';

export const teamFields = {
  name: { kind: 'text', sql: sql.ref('t.name') },
  role: { kind: 'text', sql: sql.ref('m.role') },
  created_at: { kind: 'time', sql: sql.ref('t.created_at') },
  updated_at: { kind: 'time', sql: sql.ref('t.updated_at') },
} satisfies ListFields;

@Injectable()
export class TeamQueries {
  constructor(private readonly tenancy: Tenancy) {}

  /** The teams of one person. */
  list(userId: string, query: ParsedList) {
    return this.tenancy.person(userId, (db) =>
      listed(teamsOf(db, userId), teamFields, sql.ref('t.team_id'), query).execute(),
    );
  }

  one(userId: string, teamId: string) {
    return this.tenancy.person(userId, (db) =>
      teamsOf(db, userId).where('t.team_id', '=', teamId).executeTakeFirst(),
    );
  }
}

const teamsOf = (db: Db, userId: string) =>
  db
    .selectFrom('read.team_member as m')
    .innerJoin('read.team_list as t', 't.team_id', 'm.team_id')
    .where('m.user_id', '=', userId)
    .where('m.active', '=', true)
    .select((eb) => [
      't.team_id',
      't.name',
      'm.role',
      't.revision',
      't.created_at',
      't.updated_at',
      eb
        .selectFrom('read.team_member as other')
        .whereRef('other.team_id', '=', 't.team_id')
        .where('other.active', '=', true)
        .select((e) => e.cast<number>(e.fn.countAll(), 'integer').as('n'))
        .$asScalar()
        .$notNull()
        .as('member_count'),
    ]);
