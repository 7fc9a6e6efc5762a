import type { ReadTables } from '@pgai/db/tables.js';
import type { TeamEvent } from '@pgai/domain/teams/team.js';
import type { Kysely } from 'kysely';
import type { Projected } from '../projection.js';

/** Whatever happened in a team, the team is at that revision: whoever waits for a receipt's revision waits for this row. */
export const touched = (db: Kysely<ReadTables>, { subject, revision, at }: Projected<TeamEvent>) =>
  db
    .updateTable('team_list')
    .set({ revision: Number(revision), updated_at: at })
    .where('team_id', '=', subject);
