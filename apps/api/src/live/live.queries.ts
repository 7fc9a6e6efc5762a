import { Injectable } from '@nestjs/common';
import { Db } from '@pgai/db/pool.js';
import type { SecurityPolicy } from '@pgai/domain/teams/security-policy.js';
import { sql } from 'kysely';
import { Tenancy } from '../platform/tenancy.js';

type TeamOfPerson = { team_id: string; policy: SecurityPolicy | null; in_doubt: boolean };

@Injectable()
export class LiveQueries {
  constructor(
    private readonly tenancy: Tenancy,
    private readonly db: Db,
  ) {}

  /** The teams of a person as the read models have them, what each asks, and whether the log may say otherwise. */
  async teamsOf(userId: string): Promise<TeamOfPerson[]> {
    const { rows } = await sql<TeamOfPerson>`select * from app.teams_of(${userId})`.execute(this.db);
    return rows;
  }

  async nameOf(userId: string) {
    const row = await this.tenancy.person(userId, (db) =>
      db.selectFrom('read.account').select('name').where('user_id', '=', userId).executeTakeFirst(),
    );
    if (!row) return 'New member';
    return row.name ?? 'Erased person';
  }
}
