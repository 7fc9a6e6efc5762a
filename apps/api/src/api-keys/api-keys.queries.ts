import { Injectable } from '@nestjs/common';
import type { ApiKey, ApiKeyState, LimitedTo, OwnApiKey } from '@pgai/contracts/api-keys.js';
import type { Db } from '@pgai/db/pool.js';
import { PersonalVault } from '@pgai/vault/personal-vault.js';
import { sql } from 'kysely';
import { secretPrefix } from '../platform/api-key-secret.js';
import { Config } from '../platform/config.js';
import { listed } from '../platform/list.js';
import type { ListFields, ParsedList } from '../platform/list-query.js';
import { Tenancy } from '../platform/tenancy.js';

const state = sql<ApiKeyState>`case when k.revoked_at is not null then 'revoked' else coalesce(t.state, 'no_secret') end`;

export const apiKeyFields = {
  name: { kind: 'text', sql: sql.ref('k.name') },
  role: { kind: 'text', sql: sql.ref('k.role') },
  state: { kind: 'text', sql: state },
  issued_at: { kind: 'time', sql: sql.ref('k.issued_at') },
} satisfies ListFields;

@Injectable()
export class ApiKeyQueries {
  constructor(
    private readonly tenancy: Tenancy,
    private readonly vault: PersonalVault,
    private readonly config: Config,
  ) {}

  async list(teamId: string, query: ParsedList) {
    const rows = await this.tenancy.team(teamId, (db) =>
      listed(keysOf(db, teamId), apiKeyFields, sql.ref('k.api_key_id'), query).execute(),
    );
    return Promise.all(rows.map((row) => this.shown(row)));
  }

  async one(teamId: string, id: string) {
    const row = await this.tenancy.team(teamId, (db) =>
      keysOf(db, teamId).where('k.api_key_id', '=', id).executeTakeFirst(),
    );
    return row && this.shown(row);
  }

  /** What a key may know of itself. */
  own(teamId: string, id: string): Promise<(OwnApiKey & { revision: number }) | undefined> {
    return this.tenancy.team(teamId, async (db) => {
      const row = await db
        .selectFrom('read.api_key')
        .select(['api_key_id', 'team_id', 'name', 'role', 'limits', 'expires_at', 'revision'])
        .where('api_key_id', '=', id)
        .executeTakeFirst();
      if (!row) return undefined;
      const { limits, expires_at, ...key } = row;
      return {
        ...key,
        permissions: limits as LimitedTo[] | null,
        expires_at: expires_at?.toISOString() ?? null,
      };
    });
  }

  private async shown(row: Row): Promise<ApiKey> {
    const { last_used_from: $sealed, shown_to, limits, works_until, ...key } = row;
    const origin = $sealed && shown_to && (await this.vault.open(shown_to, { $sealed }));
    const over = key.state === 'revoked' || key.state === 'expired';
    return {
      api_key_id: key.api_key_id,
      name: key.name,
      role: key.role,
      permissions: limits as LimitedTo[] | null,
      state: key.state,
      prefix: secretPrefix(this.config.environment, key.api_key_id),
      owner: { user_id: key.owner_id, name: key.owner_name },
      issued_by: { user_id: key.issued_by, name: key.issuer_name },
      issued_at: key.issued_at.toISOString(),
      expires_at: time(key.expires_at),
      rotated_at: time(key.rotated_at),
      overlap_until: over ? null : time(works_until),
      refused_at: over ? null : time(key.refused_at),
      revoked_at: time(key.revoked_at),
      last_used_at: time(key.last_used_at),
      last_used_ip: origin ? JSON.parse(origin).ip : null,
      revision: key.revision,
    };
  }
}

type Row = NonNullable<Awaited<ReturnType<ReturnType<typeof keysOf>['executeTakeFirst']>>>;

const time = (at: Date | null) => at?.toISOString() ?? null;

/** Each key with its newest secret, the use of any of its secrets, and the end of the one before the newest. */
const keysOf = (db: Db, teamId: string) =>
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
