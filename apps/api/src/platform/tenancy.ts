import { Injectable } from '@nestjs/common';
import { Db } from '@pgai/db/pool.js';
import { sql } from 'kysely';

/**
 * Rows belong to teams, and row-level security shows none of them unless the transaction says for whom it is: a query
 * that forgets its filter answers nothing, instead of another team's rows.
 */
@Injectable()
export class Tenancy {
  constructor(private readonly db: Db) {}

  /** For one team that the guard has let somebody into. */
  team<T>(teamId: string, work: (db: Db) => Promise<T>): Promise<T> {
    return this.within('app.team_id', teamId, work);
  }

  /** For one person: what is theirs, in all teams they are in. */
  person<T>(userId: string, work: (db: Db) => Promise<T>): Promise<T> {
    return this.within('app.user_id', userId, work);
  }

  private within<T>(setting: string, id: string, work: (db: Db) => Promise<T>) {
    return this.db.transaction().execute(async (db) => {
      await sql`select set_config(${setting}, ${id}, true)`.execute(db);
      return work(db);
    });
  }
}
