import { Injectable } from '@nestjs/common';
import type { Db } from '@pgai/db/pool.js';
import type { Actor } from '@pgai/domain/permissions/actor.js';
import type { Role } from '@pgai/domain/permissions/role.js';
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

  /** As the actor sees it: a person with their role in it, an API key with its own. */
  one(by: Actor, teamId: string) {
    if (by.kind === 'api_key')
      return this.tenancy.team(teamId, (db) => teamOfKey(db, by.role, teamId).executeTakeFirst());
    return this.tenancy.person(by.id, (db) =>
      teamsOf(db, by.id).where('t.team_id', '=', teamId).executeTakeFirst(),
    );
  }
}

const shown = ['t.team_id', 't.name', 't.revision', 't.created_at', 't.updated_at'] as const;

const memberCount = sql<number>`(select count(*)::integer from read.team_member other where other.team_id = t.team_id and other.active)`;

const teamsOf = (db: Db, userId: string) =>
  db
    .selectFrom('read.team_member as m')
    .innerJoin('read.team_list as t', 't.team_id', 'm.team_id')
    .where('m.user_id', '=', userId)
    .where('m.active', '=', true)
    .select([...shown, 'm.role', memberCount.as('member_count')]);

const teamOfKey = (db: Db, role: Role, teamId: string) =>
  db
    .selectFrom('read.team_list as t')
    .where('t.team_id', '=', teamId)
    .select([...shown, sql<Role>`${role}::text`.as('role'), memberCount.as('member_count')]);
