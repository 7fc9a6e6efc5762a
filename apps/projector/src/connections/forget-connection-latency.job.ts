import type pg from 'pg';

export const forgetConnectionLatency = (pool: pg.Pool) =>
  pool.query("delete from app.connection_latency where at < now() - interval '24 hours'");
