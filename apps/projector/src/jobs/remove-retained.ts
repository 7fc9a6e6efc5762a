import type { Retained } from '@pgai/domain/privacy/retention.js';
import type pg from 'pg';

/** Beside each the table it is about. `$1`: days; of a team `$2`: its id. */
const removals: Record<Retained, { table: string; sql: string }> = {
  // a session that ran out or was idle for a week signs nobody in; its row goes some days later
  ended_sessions: {
    table: 'app.session',
    sql: `delete from app.session
          where least(expires_at, last_seen_at + interval '7 days') < now() - make_interval(days => $1)`,
  },
  expired_tokens: {
    table: 'app.mail_token',
    sql: 'delete from app.mail_token where expires_at < now() - make_interval(days => $1)',
  },
  sent_mails: {
    table: 'app.mail',
    sql: `delete from app.mail where state <> 'waiting' and created_at < now() - make_interval(days => $1)`,
  },
  // a client retries for minutes, not for a week
  idempotency_keys: {
    table: 'app.idempotency_key',
    sql: 'delete from app.idempotency_key where created_at < now() - make_interval(days => $1)',
  },
  // made again from the log when somebody looks back; each holds what changed since the one before, so they go together
  snapshots: {
    table: 'app.team_snapshot',
    sql: `delete from app.team_snapshot s where s.team_id = $2 and not exists (
            select from app.team_snapshot n
            where n.team_id = $2 and n.created_at >= now() - make_interval(days => $1))`,
  },
  replaced_secrets: {
    table: 'app.api_key_secret',
    sql: 'delete from app.api_key_secret where team_id = $2 and works_until < now() - make_interval(days => $1)',
  },
  // nobody edits an archived view any more; what was committed is in the log
  archived_drafts: {
    table: 'app.document_update',
    sql: `with old as (
            select view_id from read.view
            where team_id = $2 and archived and updated_at < now() - make_interval(days => $1)
          ), clients as (
            delete from app.document_client where view_id in (select view_id from old)
          ), snapshots as (
            delete from app.document_snapshot where view_id in (select view_id from old) returning 1
          ), updates as (
            delete from app.document_update where view_id in (select view_id from old) returning 1
          )
          select from snapshots union all select from updates`,
  },
};

/** How many rows went; of a table that this deployment does not have, none. */
export async function removeRetained(client: pg.PoolClient, what: Retained, days: number, scope: string) {
  const { table, sql } = removals[what];
  const { rows } = await client.query<{ there: boolean }>('select to_regclass($1) is not null as there', [
    table,
  ]);
  if (!rows[0]?.there) return 0;
  return (await client.query(sql, sql.includes('$2') ? [days, scope] : [days])).rowCount ?? 0;
}
