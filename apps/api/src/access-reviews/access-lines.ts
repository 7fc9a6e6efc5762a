import { Injectable } from '@nestjs/common';
import type { StartAccessReview } from '@pgai/contracts/access-reviews.js';
import type { Grant } from '@pgai/contracts/grants.js';
import type { Db } from '@pgai/db/pool.js';
import type { AccessLine } from '@pgai/domain/access-reviews/access-review.js';
import { sql } from 'kysely';
import { Tenancy } from '../platform/tenancy.js';

/** Who has what in a team now: the lines of a review that begins. */
@Injectable()
export class AccessLines {
  constructor(private readonly tenancy: Tenancy) {}

  async now(teamId: string, scope: StartAccessReview['scope']): Promise<AccessLine[]> {
    return this.tenancy.team(teamId, async (db) => [
      ...(await members(db, teamId, scope)),
      ...(scope === 'all' ? await apiKeys(db, teamId) : []),
    ]);
  }
}

async function members(db: Db, teamId: string, scope: StartAccessReview['scope']): Promise<AccessLine[]> {
  const rows = await db
    .selectFrom('read.team_member as m')
    .leftJoin(
      sql<{ user_id: string; last_seen_at: Date }>`app.members_last_seen()`.as('s'),
      's.user_id',
      'm.user_id',
    )
    .where('m.team_id', '=', teamId)
    .where('m.active', '=', true) // the deactivated may do nothing
    .$if(scope === 'privileged', (query) => query.where('m.role', 'in', ['owner', 'admin']))
    .orderBy('m.joined_at')
    .orderBy('m.user_id')
    .select(['m.user_id', 'm.role', 'm.grants', 'm.joined_at', 's.last_seen_at'])
    .execute();
  return rows.map(({ user_id, role, grants, joined_at, last_seen_at }) => ({
    subject: { kind: 'user', id: user_id },
    role,
    grants: grants.map(inWords),
    since: joined_at.toISOString(),
    last_used_at: last_seen_at?.toISOString() ?? null,
  }));
}

/** Of a key with limits these are its rights, and its role says no more than what they are taken from. */
async function apiKeys(db: Db, teamId: string): Promise<AccessLine[]> {
  const rows = await db
    .selectFrom('read.api_key as k')
    .where('k.team_id', '=', teamId)
    .where('k.revoked_at', 'is', null)
    .where((e) => e.or([e('k.expires_at', 'is', null), e('k.expires_at', '>', sql<Date>`now()`)]))
    .orderBy('k.issued_at')
    .select(['k.api_key_id', 'k.role', 'k.limits', 'k.issued_at'])
    .select((e) =>
      e
        .selectFrom('app.api_key_secret as s')
        .whereRef('s.api_key_id', '=', 'k.api_key_id')
        .select((x) => x.fn.max('s.last_used_at').as('last'))
        .as('last_used_at'),
    )
    .execute();
  return rows.map(({ api_key_id, role, limits, issued_at, last_used_at }) => ({
    subject: { kind: 'api_key', id: api_key_id },
    role,
    grants: ((limits ?? []) as Grant[]).map((limit) => `only ${inWords(limit)}`),
    since: issued_at.toISOString(),
    last_used_at: last_used_at && new Date(last_used_at).toISOString(),
  }));
}

/** `members:invite (role in viewer)` */
function inWords({ permission, conditions }: Grant) {
  const words = conditions.map(
    ({ field, operator, value }) =>
      `${field} ${operator.replaceAll('_', ' ')} ${[value].flat().join(' or ')}`,
  );
  return words.length === 0 ? permission : `${permission} (${words.join(', ')})`;
}
