import { Injectable } from '@nestjs/common';
import type { MyErasure, WaitingErasure } from '@pgai/contracts/privacy.js';
import type { Db } from '@pgai/db/pool.js';
import { leavesNoOwner } from '@pgai/domain/users/erasure.js';
import { sql } from 'kysely';
import { Tenancy } from '../platform/tenancy.js';

@Injectable()
export class ErasureQueries {
  constructor(private readonly tenancy: Tenancy) {}

  /** Where the person is found, for the command to ask the log. */
  accountOf(userId: string) {
    return this.tenancy.person(userId, async (db) => {
      const account = await db
        .selectFrom('read.account')
        .select('email')
        .where('user_id', '=', userId)
        .executeTakeFirst();
      const teams = await db
        .selectFrom('read.team_member')
        .select('team_id')
        .where('user_id', '=', userId)
        .execute();
      return { email: account?.email ?? '', teams: teams.map(({ team_id }) => team_id) };
    });
  }

  /** What asking to be erased would mean now, and what came of it before. */
  mine(userId: string): Promise<MyErasure> {
    return this.tenancy.person(userId, async (db) => {
      const erasure = await db
        .selectFrom('read.erasure')
        .selectAll()
        .where('user_id', '=', userId)
        .executeTakeFirst();
      const teams = (await standing(db, userId)).map(({ owners, approvers, ...team }) => ({
        ...team,
        approvers,
        last_owner: leavesNoOwner({
          team_id: team.team_id,
          role: team.role,
          other_members: team.members - 1,
          other_owners: owners,
        }),
      }));
      return {
        status: erasure?.status ?? 'none',
        revision: erasure?.revision ?? -1,
        requested_at: erasure?.requested_at.toISOString() ?? null,
        decided_at: erasure?.decided_at?.toISOString() ?? null,
        needs: teams.some(({ last_owner }) => last_owner)
          ? 'another-owner'
          : teams.some(({ approvers }) => approvers.length > 0)
            ? 'approval'
            : 'confirmation',
        teams,
      };
    });
  }

  waitingIn(teamId: string): Promise<WaitingErasure[]> {
    return this.tenancy.team(teamId, async (db) => {
      const rows = await db
        .selectFrom('read.erasure as e')
        .innerJoin('read.team_member as m', (join) =>
          join.onRef('m.user_id', '=', 'e.user_id').on('m.team_id', '=', teamId),
        )
        .leftJoin('read.account as a', 'a.user_id', 'e.user_id')
        .where('e.status', '=', 'requested')
        .where('e.approval', '=', 'owner')
        .orderBy('e.requested_at')
        .select([
          'e.user_id',
          'a.name',
          'a.email',
          'm.role',
          'm.joined_at',
          'e.requested_at',
          theirEvents,
          theirKeys,
        ])
        .execute();
      return rows.map(({ name, joined_at, requested_at, theirs, ...row }) => ({
        ...row,
        name: name ?? '',
        joined_at: joined_at.toISOString(),
        requested_at: requested_at.toISOString(),
        events: theirs.events,
        last_event_at: theirs.last_at && new Date(theirs.last_at).toISOString(),
      }));
    });
  }
}

const theirEvents = sql<{ events: number; last_at: string | null }>`(
  select json_build_object('events', count(*)::integer, 'last_at', max(l.at)) from read.ledger_entry l
  where l.team_id = m.team_id::text and l.actor_kind = 'user' and l.actor_id = e.user_id::text)`.as('theirs');

const theirKeys = sql<number>`(
  select count(*)::integer from read.api_key k
  where k.team_id = m.team_id and k.owner_id = e.user_id and k.revoked_at is null)`.as('api_keys');

/** The person's teams, each with how many are in it and which other owners there are. */
const standing = (db: Db, userId: string) =>
  db
    .selectFrom('read.team_member as m')
    .innerJoin('read.team_list as t', 't.team_id', 'm.team_id')
    .where('m.user_id', '=', userId)
    .orderBy('t.name')
    .select([
      't.team_id',
      't.name',
      'm.role',
      sql<number>`(select count(*)::integer from read.team_member o where o.team_id = t.team_id)`.as(
        'members',
      ),
      sql<number>`(select count(*)::integer from read.team_member o
        where o.team_id = t.team_id and o.user_id <> m.user_id and o.role = 'owner' and o.active)`.as(
        'owners',
      ),
      sql<string[]>`array(select coalesce(a.name, 'Erased person') from read.team_member o
        left join read.account a on a.user_id = o.user_id
        where o.team_id = t.team_id and o.user_id <> m.user_id and o.role = 'owner' and o.active order by 1)`.as(
        'approvers',
      ),
    ])
    .execute();
