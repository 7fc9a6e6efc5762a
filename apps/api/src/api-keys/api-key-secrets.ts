import { Injectable } from '@nestjs/common';
import type { Db } from '@pgai/db/pool.js';
import { DomainError } from '@pgai/domain/domain-error.js';
import { sql } from 'kysely';
import { hashSecret, newSecret, secretPrefix } from '../platform/api-key-secret.js';
import { Config } from '../platform/config.js';
import { Tenancy } from '../platform/tenancy.js';

/** Of which key, for whom, by which command. */
type Made = { api_key_id: string; team_id: string; shown_to: string; command_id: string };

/**
 * The rows secrets are recognised by. They change in one transaction around the command that is the reason, so that what
 * the rules refuse leaves them as they were. The secret itself is in the answer alone.
 */
@Injectable()
export class ApiKeySecrets {
  constructor(
    private readonly tenancy: Tenancy,
    private readonly config: Config,
  ) {}

  issue<T>(made: Made, command: () => Promise<T>) {
    return this.tenancy.team(made.team_id, async (db) => {
      const { secret } = await this.make(db, made);
      return { secret, receipt: await command() };
    });
  }

  /** The secret so far works until then; what was replaced before stops now: there are never more than two. */
  rotate<T>(made: Made, overlapUntil: Date, command: () => Promise<T>) {
    return this.tenancy.team(made.team_id, async (db) => {
      const { secret, first } = await this.make(db, made);
      if (first)
        await db
          .updateTable('app.api_key_secret')
          .set({
            works_until: sql<Date>`case when works_until is null then ${overlapUntil}::timestamptz
                                             else least(works_until, now()) end`,
          })
          .where('api_key_id', '=', made.api_key_id)
          .where('command_id', '<>', made.command_id)
          .execute();
      await this.notify(db, made.api_key_id);
      return { secret, receipt: await command() };
    });
  }

  revoke<T>(teamId: string, id: string, command: () => Promise<T>) {
    return this.tenancy.team(teamId, async (db) => {
      await db
        .updateTable('app.api_key_secret')
        .set({ revoked_at: sql<Date>`now()` })
        .where('api_key_id', '=', id)
        .where('revoked_at', 'is', null)
        .execute();
      await this.notify(db, id);
      return command();
    });
  }

  /**
   * A command that is sent again gets another secret in place of the first, which nobody has received; `first` is false
   * then. @throws DomainError when somebody has, as it was used
   */
  private async make(db: Db, made: Made) {
    const secret = newSecret(secretPrefix(this.config.environment, made.api_key_id));
    const secret_hash = hashSecret(secret);
    const row = await db
      .insertInto('app.api_key_secret')
      .values({ ...made, secret_hash })
      .onConflict((c) =>
        c
          .column('command_id')
          .doUpdateSet({ secret_hash })
          .where('app.api_key_secret.last_used_at', 'is', null)
          .where('app.api_key_secret.api_key_id', '=', made.api_key_id),
      )
      .returning(sql<boolean>`xmax = 0`.as('first'))
      .executeTakeFirst();
    if (!row)
      throw new DomainError(
        'conflict',
        'secret-in-use',
        'The secret of this command was shown and is in use.',
        'Rotate the API key for another one.',
      );
    return { secret, first: row.first };
  }

  /** With the commit every API process looks again at the sockets of this key. */
  private notify(db: Db, id: string) {
    const notice = { model: 'api-key-secret', team_id: null, id, revision: 0, events: [] };
    return sql`select pg_notify('pgai_moved', ${JSON.stringify(notice)})`.execute(db);
  }
}
