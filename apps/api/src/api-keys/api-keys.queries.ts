import { Injectable } from '@nestjs/common';
import type { ApiKey, LimitedTo, OwnApiKey } from '@pgai/contracts/api-keys.js';
import { PersonalVault } from '@pgai/vault/personal-vault.js';
import { sql } from 'kysely';
import { secretPrefix } from '../platform/api-key-secret.js';
import { Config } from '../platform/config.js';
import { listed } from '../platform/list.js';
import type { ParsedList } from '../platform/list-query.js';
import { Tenancy } from '../platform/tenancy.js';
import { type ApiKeyRow, apiKeyFields, keysOf } from './api-key-rows.js';

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

  private async shown(row: ApiKeyRow): Promise<ApiKey> {
    const { last_used_from: $sealed, shown_to, limits, works_until, ...key } = row;
    const origin = $sealed && shown_to && (await this.vault.open(shown_to, { $sealed }));
    const over = key.state === 'revoked' || key.state === 'expired';
    const overlap =
      key.expires_at && works_until && key.expires_at < works_until ? key.expires_at : works_until;
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
      overlap_until: over ? null : time(overlap),
      refused_at: over ? null : time(key.refused_at),
      revoked_at: time(key.revoked_at),
      last_used_at: time(key.last_used_at),
      last_used_ip: origin ? JSON.parse(origin).ip : null,
      revision: key.revision,
    };
  }
}

const time = (at: Date | null) => at?.toISOString() ?? null;
