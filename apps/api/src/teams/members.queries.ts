import { Injectable } from '@nestjs/common';
import type { MemberActivity, RoleRequest } from '@pgai/contracts/members.js';
import type { Db } from '@pgai/db/pool.js';
import { sql } from 'kysely';
import { listed } from '../platform/list.js';
import type { ListFields, ParsedList } from '../platform/list-query.js';
import { Tenancy } from '../platform/tenancy.js';

export const memberFields = {
  name: { kind: 'text', sql: sql`coalesce(a.name, '')` },
  email: { kind: 'text', sql: sql`coalesce(a.email, '')` },
  role: { kind: 'text', sql: sql.ref('m.role') },
  joined_at: { kind: 'time', sql: sql.ref('m.joined_at') },
} satisfies ListFields;

@Injectable()
export class MemberQueries {
  constructor(private readonly tenancy: Tenancy) {}

  members(teamId: string, query: ParsedList) {
    return this.tenancy.team(teamId, (db) =>
      listed(membersOf(db, teamId), memberFields, sql.ref('m.user_id'), query).execute(),
    );
  }

  /** Changes of role that wait, oldest first. */
  async roleRequests(teamId: string): Promise<RoleRequest[]> {
    const rows = await this.tenancy.team(teamId, (db) =>
      db
        .selectFrom('read.team_role_request')
        .select(['request_id', 'user_id', 'from_role', 'to_role', 'requested_by', 'requested_at'])
        .where('team_id', '=', teamId)
        .where('state', '=', 'pending')
        .orderBy('requested_at')
        .orderBy('request_id')
        .limit(1_000)
        .execute(),
    );
    return rows.map((row) => ({ ...row, requested_at: row.requested_at.toISOString() }));
  }

  async activity(teamId: string): Promise<MemberActivity[]> {
    const rows = await this.tenancy.team(teamId, (db) => activityOf(db, teamId).execute());
    return rows.map(({ last_seen_at, last_sign_in_at, ...row }) => ({
      ...row,
      last_seen_at: last_seen_at?.toISOString() ?? null,
      last_sign_in_at: last_sign_in_at?.toISOString() ?? null,
    }));
  }
}

const membersOf = (db: Db, teamId: string) =>
  db
    .selectFrom('read.team_member as m')
    .leftJoin('read.account as a', 'a.user_id', 'm.user_id')
    .leftJoin('read.account as i', 'i.user_id', 'm.invited_by')
    .where('m.team_id', '=', teamId)
    .select([
      'm.user_id',
      sql<string>`coalesce(a.name, '')`.as('name'),
      'a.email',
      'm.role',
      'm.active',
      'm.grants',
      'm.joined_at',
      'i.name as invited_by_name',
    ]);

const activityOf = (db: Db, teamId: string) =>
  db
    .selectFrom('read.team_member as m')
    .leftJoin('read.person_activity as p', 'p.user_id', 'm.user_id')
    .leftJoin('read.member_activity as d', (join) =>
      join.onRef('d.team_id', '=', 'm.team_id').onRef('d.user_id', '=', 'm.user_id'),
    )
    .where('m.team_id', '=', teamId)
    .groupBy(['m.user_id', 'p.last_sign_in_at'])
    .select([
      'm.user_id',
      'p.last_sign_in_at',
      sql<Date | null>`max(d.last_at)`.as('last_seen_at'),
      sql<number>`coalesce(sum(d.commands) filter (where d.day > current_date - 30), 0)::integer`.as(
        'commands',
      ),
    ])
    .limit(10_000);
