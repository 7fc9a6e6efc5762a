import { Injectable } from '@nestjs/common';
import type { StartAccessReview } from '@pgai/contracts/access-reviews.js';
import type { Grant } from '@pgai/contracts/grants.js';
import type { AccessLine } from '@pgai/domain/access-reviews/access-review.js';
import { sql } from 'kysely';
import { Tenancy } from '../platform/tenancy.js';

/** Who has what in a team now: the lines of a review that begins. */
@Injectable()
export class AccessLines {
  constructor(private readonly tenancy: Tenancy) {}

  async now(teamId: string, scope: StartAccessReview['scope']): Promise<AccessLine[]> {
    const members = await this.tenancy.team(teamId, (db) =>
      db
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
        .execute(),
    );
    return members.map(({ user_id, role, grants, joined_at, last_seen_at }) => ({
      subject: { kind: 'user', id: user_id },
      role,
      grants: grants.map(inWords),
      since: joined_at.toISOString(),
      last_used_at: last_seen_at?.toISOString() ?? null,
    }));
  }
}

/** `members:invite (role in viewer)` */
function inWords({ permission, conditions }: Grant) {
  const words = conditions.map(
    ({ field, operator, value }) =>
      `${field} ${operator.replaceAll('_', ' ')} ${[value].flat().join(' or ')}`,
  );
  return words.length === 0 ? permission : `${permission} (${words.join(', ')})`;
}
