import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { sampleDatabases } from '../../scripts/sample/seed.ts';

export const adminUrl = inject('postgresUrl');

export async function query<Row extends pg.QueryResultRow>(url: string, sql: string, values: unknown[] = []) {
  const client = new pg.Client(url);
  await client.connect();
  return (await client.query<Row>(sql, values).finally(() => client.end())).rows;
}

/** Names that no other test uses: roles and databases belong to the whole server. */
export function newShop() {
  const prefix = `shop_${randomBytes(5).toString('hex')}`;
  const { production, staging } = sampleDatabases(adminUrl, { prefix });
  return { prefix, production, staging, drop: () => drop(prefix) };
}

async function drop(prefix: string) {
  for (const name of [prefix, `${prefix}_staging`, `${prefix}_building`, `${prefix}_staging_building`])
    await query(adminUrl, `drop database if exists ${name} with (force)`);
  for (const role of ['owner', 'authenticator', 'anon', 'api'])
    await query(adminUrl, `drop role if exists ${prefix}_${role}`);
}

const tables = `
  select format('%I.%I', n.nspname, c.relname) as name
  from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and not c.relispartition and n.nspname in ('staff', 'catalog', 'sales', 'fulfilment')
  order by 1`;

/** For each table how many rows it has, and a sum over the text of all of them. */
export async function contents(url: string) {
  const names = await query<{ name: string }>(url, tables);
  const sums = names.map(
    ({ name }) => `select '${name.replaceAll("'", "''")}' as name, count(*)::int as rows,
    sum(hashtextextended(t::text, 0)) as sum from ${name} as t`,
  );
  return query<{ name: string; rows: number; sum: string }>(url, `${sums.join(' union all ')} order by name`);
}
