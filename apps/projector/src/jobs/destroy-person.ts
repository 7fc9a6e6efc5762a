import { destroyKey } from '@pgai/vault/destroyed-keys.js';
import pg from 'pg';

const id = pg.escapeIdentifier;

/**
 * The key and every row of the person in `app`, in one transaction: what signs in, sessions (their sockets close), mails,
 * tokens, second factors, commands sent before. A table of `app` with a column `user_id` or `subject_id` is about that
 * person, whichever feature it is of; so one that is added later is not forgotten here. `mentions` are
 * what others wrote about the person under keys of its own.
 */
export async function destroyPerson(pool: pg.Pool, userId: string, mentions: readonly string[]) {
  const subjects = [userId, ...mentions];
  const client = await pool.connect();
  try {
    await client.query('begin');
    for (const subject of subjects) await destroyKey(client, subject);
    await client.query(tries, [userId]);
    await client.query(commands, [userId]);
    await client.query(sessions, [userId]);
    for (const { table, column } of (await client.query<{ table: string; column: string }>(tables)).rows)
      await client.query(`delete from app.${id(table)} where ${id(column)}::text = any ($1)`, [subjects]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

/** Wrong passwords are counted by the hash of the address, as the limiter names its rows. */
const tries = `
  delete from app.sign_in_limit l using app.credential c
  where c.user_id = $1 and split_part(l.key, ':', 2) = translate(rtrim(encode(c.email_hash, 'base64'), '='), '+/', '-_')`;

const commands = `
  delete from app.idempotency_key k where k.actor = $1 or exists (
    select from app.credential c where c.user_id::text = $1
    and k.actor = 'sign-up ' || translate(rtrim(encode(c.email_hash, 'base64'), '='), '+/', '-_'))`;

const sessions = `
  with gone as (delete from app.session where user_id = $1 returning session_id)
  select pg_notify('pgai_moved', json_build_object('model', 'session', 'team_id', null, 'id', session_id,
    'revision', 0, 'events', json_build_array())::text) from gone`;

const tables = `
  select c.relname as table, a.attname as column from pg_attribute a
  join pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p')
  where c.relnamespace = 'app'::regnamespace and a.attname in ('user_id', 'subject_id')
    and not a.attisdropped and c.relname <> 'subject_key'
  order by c.relname`;
