import type { ApiKeyState } from '@pgai/contracts/api-keys.js';
import type { Db } from '@pgai/db/pool.js';
import { sql } from 'kysely';
import type { ListFields } from '../platform/list-query.js';

const state = sql<ApiKeyState>`case when k.revoked_at is not null then 'revoked' else coalesce(t.state, 'no_secret') end`;

export const apiKeyFields = {
  name: { kind: 'text', sql: sql.ref('k.name') },
  role: { kind: 'text', sql: sql.ref('k.role') },
  state: { kind: 'text', sql: state },
  issued_at: { kind: 'time', sql: sql.ref('k.issued_at') },
} satisfies ListFields;

export type ApiKeyRow = NonNullable<Awaited<ReturnType<ReturnType<typeof keysOf>['executeTakeFirst']>>>;

/** Each key with its newest secret, the use of any of its secrets, and the end of the one before the newest. */
export const keysOf = (db: Db, teamId: string) =>
  db
    .selectFrom('read.api_key as k')
    .leftJoin('read.account as owner', 'owner.user_id', 'k.owner_id')
    .leftJoin('read.account as issuer', 'issuer.user_id', 'k.issued_by')
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('app.api_key_term as newest')
          .whereRef('newest.api_key_id', '=', 'k.api_key_id')
          .orderBy('newest.created_at', 'desc')
          .limit(1)
          .select(['newest.state', 'newest.refused_at'])
          .as('t'),
      (join) => join.onTrue(),
    )
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('app.api_key_term as used')
          .whereRef('used.api_key_id', '=', 'k.api_key_id')
          .where('used.last_used_at', 'is not', null)
          .orderBy('used.last_used_at', 'desc')
          .limit(1)
          .select(['used.last_used_at', 'used.last_used_from', 'used.shown_to'])
          .as('u'),
      (join) => join.onTrue(),
    )
    .where('k.team_id', '=', teamId)
    .select((eb) => [
      'k.api_key_id',
      'k.name',
      'k.role',
      'k.limits',
      'k.owner_id',
      'owner.name as owner_name',
      'k.issued_by',
      'issuer.name as issuer_name',
      'k.issued_at',
      'k.expires_at',
      'k.rotated_at',
      'k.revoked_at',
      'k.revision',
      state.as('state'),
      't.refused_at',
      'u.last_used_at',
      'u.last_used_from',
      'u.shown_to',
      eb
        .selectFrom('app.api_key_term as before')
        .whereRef('before.api_key_id', '=', 'k.api_key_id')
        .where('before.works_until', '>', sql<Date>`now()`)
        .select((e) => e.fn.max('before.works_until').as('until'))
        .as('works_until'),
    ]);
