import { Injectable } from '@nestjs/common';
import { Db } from '@pgai/db/pool.js';
import type { SecurityPolicy } from '@pgai/domain/teams/security-policy.js';
import { sql } from 'kysely';

type TeamOfPerson = { team_id: string; policy: SecurityPolicy | null; in_doubt: boolean };

@Injectable()
export class LiveQueries {
  constructor(private readonly db: Db) {}

  /** The teams of a person as the read models have them, what each asks, and whether the log may say otherwise. */
  async teamsOf(userId: string): Promise<TeamOfPerson[]> {
    const { rows } = await sql<TeamOfPerson>`select * from app.teams_of(${userId})`.execute(this.db);
    return rows;
  }
}
