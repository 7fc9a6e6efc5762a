import { erasePerson } from './erase-person.job.js';

/**
 * An older backup of the database may bring back a key, a password or a session of somebody whom the log says is erased.
 * Looked for at every start and every ten minutes; what is found is erased again.
 */
export async function reapplyErasures(means: Parameters<typeof erasePerson>[0]) {
  const { pool } = means;
  const { rows } = await pool.query<{ user_id: string }>(
    `select user_id from read.erasure e where status = 'erased' and (
       not exists (select from app.subject_key k where k.subject_id = e.user_id and k.erased_at is not null)
       or exists (select from app.credential c where c.user_id = e.user_id)
       or exists (select from app.session s where s.user_id = e.user_id)
       or exists (select from read.account a where a.user_id = e.user_id and (a.name is not null or a.email is not null)))`,
  );
  for (const { user_id } of rows)
    await erasePerson(means, { user_id, event_id: user_id, correlation_id: 'erasure-again' });
  return rows.length;
}
