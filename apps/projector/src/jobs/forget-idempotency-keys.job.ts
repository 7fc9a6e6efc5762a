import type pg from 'pg';

/** A client retries for minutes, not for a week. */
export const forgetIdempotencyKeys = (pool: pg.Pool) =>
  pool.query("delete from app.idempotency_key where created_at < now() - interval '7 days'");
