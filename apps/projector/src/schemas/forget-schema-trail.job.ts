import type pg from 'pg';

export const forgetSchemaTrail = (pool: pg.Pool) =>
  pool.query("delete from app.schema_trail where noted_at < now() - interval '90 days'");
