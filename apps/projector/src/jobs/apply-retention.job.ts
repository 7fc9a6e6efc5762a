import {
  effectiveDays,
  type Removed,
  type Retained,
  type Retention,
  type RetentionDays,
  type RetentionEvent,
  retained,
  retainedIn,
  retention,
} from '@pgai/domain/privacy/retention.js';
import { uuidV5 } from '@pgai/event-store/event-id.js';
import type { EventStore } from '@pgai/event-store/event-store.js';
import { handle } from '@pgai/event-store/handle.js';
import type pg from 'pg';
import { removeRetained } from './remove-retained.js';
import { systemContext } from './system-context.js';

type Stores = { store: EventStore; pool: pg.Pool };
type Scope = { id: string; kind: 'deployment' | 'team' };

const namespace = 'b0c8a0f4-93f0-4a3c-8f0b-5d9a4a6a7c21';
const actor = 'retention';
const deployment: Scope = { id: 'deployment', kind: 'deployment' };

/**
 * Once a day: in the deployment, and in each team that set a policy, what is older than the policy says is removed, and
 * one event tells how much. `run` names the run: one that was cut off and goes on removes and tells nothing twice.
 */
export async function applyRetention(stores: Stores, run: string) {
  const { rows } = await stores.pool.query<{ scope: string }>(
    "select scope from read.retention where scope <> 'deployment' and days is not null order by scope",
  );
  const teams = rows.map(({ scope }): Scope => ({ id: scope, kind: 'team' }));
  for (const scope of [deployment, ...teams]) await applyIn(stores, scope, run);
  await stores.pool.query("delete from app.retention_run where created_at < now() - interval '90 days'");
}

async function applyIn({ store, pool }: Stores, { id, kind }: Scope, run: string) {
  const stream = `retention-${id}`;
  const history = await store.read<RetentionEvent>(stream);
  const days = effectiveDays(kind, history.reduce<Retention>(retention.evolve, retention.initial));
  const removed = await removeOnce(pool, { id, kind, run, days });
  const cause = { event_id: uuidV5(namespace, `${id} ${run}`), correlation_id: `retention ${run}` };
  const context = systemContext(actor, kind === 'team' ? id : null, cause, 'apply');
  await handle(store, retention, stream, { type: 'ApplyRetention', removed }, context);
}

/** Removes and remembers how much in one transaction; a run that did so before answers what it remembers. */
async function removeOnce(
  pool: pg.Pool,
  { id, kind, run, days }: Scope & { run: string; days: RetentionDays },
): Promise<Removed[]> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`pgai retention ${id}`]);
    const before = await client.query<{ removed: Removed[] }>(
      'select removed from app.retention_run where scope = $1 and run = $2',
      [id, run],
    );
    const removed = before.rows[0]?.removed ?? (await removeAll(client, retainedIn(kind), days, id));
    await client.query(
      'insert into app.retention_run (scope, run, removed) values ($1, $2, $3) on conflict do nothing',
      [id, run, JSON.stringify(removed)],
    );
    await client.query('commit');
    return removed;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

async function removeAll(client: pg.PoolClient, kinds: Retained[], days: RetentionDays, scope: string) {
  const removed: Removed[] = [];
  for (const what of kinds)
    removed.push({
      what,
      count: await removeRetained(client, what, days[what] ?? retained[what].days, scope),
    });
  return removed;
}

/** What the operator says by PGAI_RETENTION_DAYS becomes the deployment's policy, in the log like any other. */
export async function setDeploymentRetention(store: EventStore, days: RetentionDays) {
  const cause = {
    event_id: uuidV5(namespace, `${JSON.stringify(days)} ${Date.now()}`),
    correlation_id: 'start',
  };
  await handle(
    store,
    retention,
    'retention-deployment',
    { type: 'SetRetentionPolicy', scope: 'deployment', days },
    systemContext('configuration', null, cause, 'set'),
  );
}
