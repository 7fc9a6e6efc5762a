import { setTimeout as delay } from 'node:timers/promises';
import { quoteName } from '@pgai/views/definition/quote.js';
import type { ClientBase } from 'pg';
import type { Column, ServedView, Step } from './plan.js';

export type Published = { done: 'now' | 'before'; tries: number };

/** The step was done before with other content: whoever asks means another deployment. */
export class AnotherContent extends Error {}

const busy = new Set(['55P03', '40P01', '40001']);

/**
 * One step of a deployment, in one transaction with its row in \`pgai.deployment\`: killed anywhere and asked again, it is done
 * once. It waits for a lock a short while only, as every request that comes later would wait behind it, and then tries again.
 * @throws the server's error when a statement fails, or the lock is still held after the last try; nothing has changed then
 */
export async function publish(
  client: ClientBase,
  deployment: { deployment_id: string; step: number },
  { statements, content_hash }: Step,
  { channel = 'pgrst', lockMs = 500, tries = 10, pauseMs = 200 } = {},
): Promise<Published> {
  const { deployment_id, step } = deployment;
  for (let tried = 1; ; tried += 1) {
    try {
      await client.query(`begin; set local lock_timeout = ${Math.floor(lockMs)}`);
      const { rows } = await client.query<{ content_hash: string }>(
        `insert into pgai.deployment (deployment_id, step, content_hash) values ($1, $2, $3)
         on conflict do nothing returning content_hash`,
        [deployment_id, step, content_hash],
      );
      if (!rows.length) {
        const there = await client.query<{ content_hash: string }>(
          'select content_hash from pgai.deployment where deployment_id = $1 and step = $2',
          [deployment_id, step],
        );
        await client.query('rollback');
        if (there.rows[0]?.content_hash !== content_hash)
          throw new AnotherContent(`Step ${step} of ${deployment_id} was done with other statements.`);
        return { done: 'before', tries: tried };
      }
      for (const statement of statements) await client.query(statement);
      // Both: a change of the exposed schemas is seen only after a new schema cache, and they arrive with the commit.
      await client.query(`notify ${quoteName(channel)}, 'reload config'`);
      await client.query(`notify ${quoteName(channel)}, 'reload schema'`);
      await client.query('commit');
      return { done: 'now', tries: tried };
    } catch (error) {
      await client.query('rollback').catch(() => undefined); // the connection is gone, and with it the transaction
      if (!busy.has((error as { code?: string }).code ?? '') || tried >= tries) throw error;
      await delay(pauseMs * (0.5 + Math.random()) * Math.min(tried, 5));
    }
  }
}

/** The views of a version schema, with their columns as PostgreSQL writes them. */
export async function servedViews(client: ClientBase, schema: string): Promise<ServedView[]> {
  const { rows } = await client.query<{ name: string; columns: Column[] }>(
    `select c.relname as name, json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = (select oid from pg_namespace where nspname = $1) and c.relkind = 'v'
     group by c.oid, c.relname order by c.relname`,
    [schema],
  );
  return rows;
}

/** Asks until the answer is yes. PostgREST acknowledges no reload, so whoever published asks for what is new. */
export async function until(served: () => Promise<boolean>, { withinMs = 10_000, everyMs = 25 } = {}) {
  const end = performance.now() + withinMs;
  while (!(await served())) {
    if (performance.now() > end) return false;
    await delay(everyMs);
  }
  return true;
}
