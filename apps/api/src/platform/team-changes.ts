import { Injectable } from '@nestjs/common';
import { Db } from '@pgai/db/pool.js';
import { LostRace } from '@pgai/event-store/errors.js';
import type { HandledReceipt } from '@pgai/event-store/handle.js';
import { sql } from 'kysely';
import { v7 } from 'uuid';
import { Logger } from './logger.js';
import { problemOf } from './problem.js';
import { Tenancy } from './tenancy.js';

/**
 * Brackets a command that takes rights away. From before the append until the read models are past it, a row says that
 * they may be wrong about this team, and who asks is judged by the log: so a right is gone with the append, however slow
 * the projector is, and whichever process dies in between. Then all API processes hear of it, for their sockets.
 */
@Injectable()
export class TeamChanges {
  constructor(
    private readonly tenancy: Tenancy,
    private readonly db: Db,
    private readonly logger: Logger,
  ) {}

  async during(teamId: string, work: () => Promise<HandledReceipt>): Promise<HandledReceipt> {
    const changeId = v7();
    await this.tenancy.team(teamId, (db) =>
      db
        .insertInto('app.team_change')
        .values({ change_id: changeId, team_id: teamId, revision: null })
        .execute(),
    );
    try {
      const receipt = await work();
      await this.over(teamId, changeId, Number(receipt.revision)).catch((error) =>
        this.logger.warn({ err: error }, 'a team stays in doubt, and is judged by the log'),
      );
      return receipt;
    } catch (error) {
      // refused, or overtaken: nothing was changed. After any other failure nobody knows, and the row stays.
      const refused = (problemOf(error)?.status ?? 500) < 500 || error instanceof LostRace;
      if (refused)
        await this.tenancy.team(teamId, (db) =>
          db.deleteFrom('app.team_change').where('change_id', '=', changeId).execute(),
        );
      throw error;
    }
  }

  private async over(teamId: string, changeId: string, revision: number) {
    await this.tenancy.team(teamId, (db) =>
      db.updateTable('app.team_change').set({ revision }).where('change_id', '=', changeId).execute(),
    );
    const notice = { model: 'team-access', team_id: teamId, id: teamId, revision, events: [] };
    await sql`select pg_notify('pgai_moved', ${JSON.stringify(notice)})`.execute(this.db);
  }
}
