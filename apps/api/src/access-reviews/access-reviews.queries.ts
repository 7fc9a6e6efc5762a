import { Injectable } from '@nestjs/common';
import type { AccessLine, AccessReview, AccessReviewSummary } from '@pgai/contracts/access-reviews.js';
import type { Db } from '@pgai/db/pool.js';
import { sql } from 'kysely';
import { Tenancy } from '../platform/tenancy.js';

@Injectable()
export class AccessReviewQueries {
  constructor(private readonly tenancy: Tenancy) {}

  /** The newest first. */
  async list(teamId: string): Promise<AccessReviewSummary[]> {
    const rows = await this.tenancy.team(teamId, (db) =>
      reviewsOf(db, teamId).orderBy('r.started_at', 'desc').limit(200).execute(),
    );
    return rows.map(summary);
  }

  one(teamId: string, reviewId: string): Promise<AccessReview | undefined> {
    return this.tenancy.team(teamId, async (db) => {
      const review = await reviewsOf(db, teamId).where('r.review_id', '=', reviewId).executeTakeFirst();
      return review && { ...summary(review), rights: await rightsOf(db, reviewId) };
    });
  }
}

const reviewsOf = (db: Db, teamId: string) =>
  db
    .selectFrom('read.access_review as r')
    .leftJoin('read.account as a', (join) => join.on(sql`a.user_id::text`, '=', sql.ref('r.started_by')))
    .leftJoin(
      (of) =>
        of
          .selectFrom('read.access_review_line')
          .groupBy('review_id')
          .select([
            'review_id',
            sql<number>`count(*)::integer`.as('lines'),
            sql<number>`count(decision)::integer`.as('attested'),
            sql<number>`count(*) filter (where decision = 'revoke')::integer`.as('revoked'),
          ])
          .as('l'),
      (join) => join.onRef('l.review_id', '=', 'r.review_id'),
    )
    .where('r.team_id', '=', teamId)
    .select(['r.review_id', 'r.scope', 'r.started_at', 'r.due_at', 'r.completed_at', 'r.revision', 'a.name'])
    .select(['l.lines', 'l.attested', 'l.revoked'])
    .select(sql<boolean>`r.completed_at is null and r.due_at < now()`.as('overdue'));

type Row = Awaited<ReturnType<ReturnType<typeof reviewsOf>['execute']>>[number];

const summary = ({ started_at, due_at, completed_at, name, lines, attested, revoked, ...row }: Row) => ({
  ...row,
  started_at: started_at.toISOString(),
  started_by: name ?? 'Former member',
  due_at: due_at.toISOString(),
  completed_at: completed_at?.toISOString() ?? null,
  lines: lines ?? 0,
  attested: attested ?? 0,
  revoked: revoked ?? 0,
});

/** Names as they are now: whoever was erased or has left since has none here. */
async function rightsOf(db: Db, reviewId: string): Promise<AccessLine[]> {
  const rows = await db
    .selectFrom('read.access_review_line as l')
    .leftJoin('read.account as a', (join) =>
      join.on(sql`a.user_id::text`, '=', sql.ref('l.subject_id')).on('l.subject_kind', '=', 'user'),
    )
    .leftJoin('read.api_key as k', (join) =>
      join.on(sql`k.api_key_id::text`, '=', sql.ref('l.subject_id')).on('l.subject_kind', '=', 'api_key'),
    )
    .leftJoin('read.account as d', (join) => join.on(sql`d.user_id::text`, '=', sql.ref('l.decided_by')))
    .where('l.review_id', '=', reviewId)
    .orderBy('l.subject_kind', 'desc')
    .orderBy('l.since')
    .orderBy('l.subject_id')
    .select(['l.subject_kind', 'l.subject_id', 'l.role', 'l.grants', 'l.since', 'l.last_used_at'])
    .select(['l.decision', 'l.decided_at', 'l.revoked_at', 'l.refused'])
    .select(['a.user_id', 'a.name', 'a.email', 'k.name as key_name', 'd.name as decided_by'])
    .execute();
  return rows.map(({ subject_kind, subject_id, user_id, name, key_name, ...row }) => ({
    subject: { kind: subject_kind, id: subject_id },
    name: key_name ?? name ?? (user_id ? 'Erased person' : 'Former member'),
    email: row.email,
    role: row.role,
    grants: row.grants as string[],
    since: row.since.toISOString(),
    last_used_at: row.last_used_at?.toISOString() ?? null,
    decision: row.decision,
    decided_by: row.decided_by,
    decided_at: row.decided_at?.toISOString() ?? null,
    revoked_at: row.revoked_at?.toISOString() ?? null,
    refused: row.refused,
  }));
}
