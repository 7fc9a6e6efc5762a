import type { Retained } from '@pgai/domain/privacy/retention.js';
import type pg from 'pg';

/** Takes `$1` days, and of a team `$2`, its id. Beside each the table it needs. */
const removals: Record<Retained, { table: string; sql: string }> = {
  // a session that ran out or was idle for a week signs nobody in; its row goes some days later
  ended_sessions: {
    table: 'app.session',
    sql: `delete from app.session
          where least(expires_at, last_seen_at + interval '7 days') < now() - make_interval(days => $1)`,
  },
  // a client retries for minutes, not for a week
  idempotency_keys: {
    table: 'app.idempotency_key',
    sql: 'delete from app.idempotency_key where created_at < now() - make_interval(days => $1)',
  },
};

/** How many rows went. */
export async function removeRetained(client: pg.PoolClient, what: Retained, days: number, scope: string) {
  const { table, sql } = removals[what];
  const values = sql.includes('$2') ? [days, scope] : [days];
  const there = await client.query('select to_regclass($1) is not null as there', [table]);
  if (!there.rows[0]?.there) return 0;
  return (await client.query(sql, values)).rowCount ?? 0;
}
