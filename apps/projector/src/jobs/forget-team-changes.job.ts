import type pg from 'pg';

/**
 * A change that the read model has reached says nothing any more. Of one whose process died nobody knows the revision;
 * after a day the read model has what became of it, or /api/health has long said that it stands still.
 */
export const forgetTeamChanges = (pool: pg.Pool) =>
  pool.query(`delete from app.team_change c where c.begun_at < now() - interval '1 day'
    or c.revision <= (select t.revision from read.team_list t where t.team_id = c.team_id)`);
