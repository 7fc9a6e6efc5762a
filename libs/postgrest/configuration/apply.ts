import { quoteName } from '@pgai/views/definition/quote.js';
import type { ClientBase } from 'pg';
import { type Configuration, type SettingName, settings } from './settings.js';

/** What PostgREST reads of it: `db-max-rows` is `db_max_rows` there. */
const rowName = (name: string) => name.replaceAll('-', '_');
const fileName = (name: string) => name.replaceAll('_', '-');

/** Replaces what the database holds, and tells PostgREST to read it: the settings first, then what they change of its schema cache. */
export async function apply(client: ClientBase, configuration: Configuration, { channel = 'pgrst' } = {}) {
  const entries = Object.entries(configuration);
  await client.query('begin');
  try {
    await client.query('delete from pgai.setting');
    await client.query(
      'insert into pgai.setting (name, value) select * from unnest($1::text[], $2::text[])',
      [entries.map(([name]) => rowName(name)), entries.map(([, value]) => value)],
    );
    await client.query(`notify ${quoteName(channel)}, 'reload config'`);
    await client.query(`notify ${quoteName(channel)}, 'reload schema'`);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined); // the connection is gone, and with it the transaction
    throw error;
  }
}

/** What the database holds now. */
export async function stored(client: ClientBase): Promise<Configuration> {
  const { rows } = await client.query<{ name: string; value: string }>(
    'select name, value from pgai.setting order by name',
  );
  return Object.fromEntries(rows.map(({ name, value }) => [fileName(name), value]));
}

/**
 * The lines that have to stand in PostgREST's file. When its settings in the database cannot be read, PostgREST goes on with
 * the file alone: without these lines it would then serve everything without the guard.
 */
export function linesForFile(configuration: Configuration): string[] {
  const critical = (Object.keys(settings) as SettingName[]).filter((name) => 'critical' in settings[name]);
  const known = {
    'db-pre-request': 'pgai.pre_request',
    ...configuration,
    'db-pre-config': 'pgai.pre_config',
  };
  return [...critical, 'db-pre-config' as const].flatMap((name) => {
    const value = Object.hasOwn(known, name) ? known[name as keyof typeof known] : undefined;
    if (name === 'jwt-secret')
      return ['jwt-secret = "<the secret your tokens are signed with, at least 32 characters>"'];
    return value === undefined ? [] : [`${name} = ${JSON.stringify(value)}`];
  });
}
