import { randomBytes, randomUUID } from 'node:crypto';
import type { Retention } from '@pgai/contracts/privacy.js';
import { createPool } from '@pgai/db/pool.js';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyRetention, setDeploymentRetention } from '../../apps/projector/src/jobs/apply-retention.job.js';
import { type Stack, startStack } from '../support/app.ts';
import type { Person } from '../support/person.ts';
import { join } from '../support/team.ts';

let stack: Stack;
let pool: pg.Pool;
let ada: Person;
let team: string;
beforeAll(async () => {
  stack = await startStack();
  pool = createPool(stack.environment.DATABASE_URL, { max: 3 });
  ada = await stack.person('Ada');
  team = await ada.team('Meridian');
});
afterAll(async () => {
  await pool.end();
  await stack.stop();
});

const policy = async (who = ada) =>
  (await who.get(`/api/teams/${team}/retention`)).body as unknown as Retention;
const set = (days: Record<string, number>, who = ada) => who.post(`/api/teams/${team}/retention`, { days });
const run = (name: string) => applyRetention({ store: stack.store, pool }, name);
const runs = async (scope: string) =>
  (await stack.store.read(`retention-${scope}`)).filter(({ type }) => type === 'RetentionApplied');
const session = (age: string) =>
  stack.query(
    `insert into app.session (session_id, token_hash, user_id, expires_at) values ($1, $2, $3, now() - $4::interval)`,
    [randomUUID(), randomBytes(32), randomUUID(), age],
  );
const key = (name: string, age: string) =>
  stack.query(
    `insert into app.idempotency_key (actor, key, fingerprint, resource_id, created_at)
     values ('ada', $1, '', $2, now() - $3::interval)`,
    [name, randomUUID(), age],
  );

/** With a draft, archived so long ago. */
async function archivedView(age: string) {
  const id = randomUUID();
  await stack.query(
    `insert into read.view (view_id, team_id, connection_id, name, description, profile, head, archived, created_by,
       created_at, updated_at, revision)
     values ($1, $2, $1, 'old', '', 'sql', 1, true, 'ada', now(), now() - $3::interval, 1)`,
    [id, team, age],
  );
  await stack.query(
    `insert into app.document_update (view_id, branch, update_id, person, content) values ($1, 'main', $1, 'ada', '')`,
    [id],
  );
  return id;
}

describe('a retention policy', () => {
  it('of a team is set by who may, and is an event', async () => {
    const vera = await stack.person('Vera');
    await join(stack, team, ada, vera, 'developer');

    const { body } = await set({ snapshots: 3 });
    await ada.get(`/api/teams/${team}/retention?at_least=${body.revision}`);

    expect((await policy()).team.lines.find(({ what }) => what === 'snapshots')?.days).toBe(3);
    expect(await stack.store.read(`retention-${team}`)).toMatchObject([
      { type: 'RetentionPolicySet', data: { days: { snapshots: 3 } }, metadata: { team_id: team } },
    ]);
    expect(await set({ snapshots: 1 }, vera)).toMatchObject({ status: 403, body: { code: 'not-permitted' } });
  });

  it.each([
    [{ snapshots: 0 }, 'retention-out-of-range'],
    [{ snapshots: 1e6 }, 'retention-out-of-range'],
    [{ idempotency_keys: 3 }, 'not-retained'],
    [{ events: 1 }, 'not-retained'],
    [{ constructor: 1 }, 'not-retained'],
    [{ snapshots: 1.5 }, 'invalid-input'],
  ])('%j is refused with %s', async (days, code) => {
    expect(await set(days)).toMatchObject({ status: 422, body: { code } });
  });

  it('of the deployment is what its operator says, once', async () => {
    await setDeploymentRetention(stack.store, { ended_sessions: 2 });
    await setDeploymentRetention(stack.store, { ended_sessions: 2 });
    await stack.caughtUp();

    expect((await policy()).deployment.lines.find(({ what }) => what === 'ended_sessions')?.days).toBe(2);
    expect(await stack.store.read('retention-deployment')).toHaveLength(1);
  });
});

describe('the daily clean-up', () => {
  it('removes what is older, and tells how much in one event for each scope', async () => {
    await session('3 days');
    await session('1 day');
    await key('old', '8 days');
    await key('young', '6 days');
    const events = await stack.query('select count(*)::integer as n from node.events');

    await run('2026-11-21T03:17:00.000Z');
    await stack.caughtUp();

    expect(await stack.query("select key from app.idempotency_key where actor = 'ada'")).toEqual([
      { key: 'young' },
    ]);
    expect(await runs('deployment')).toMatchObject([
      {
        data: {
          removed: expect.arrayContaining([
            { what: 'ended_sessions', count: 1 },
            { what: 'idempotency_keys', count: 1 },
          ]),
        },
      },
    ]);
    expect(await runs(team)).toHaveLength(1);
    expect(await stack.query('select count(*)::integer as n from node.events')).toEqual([
      { n: (events[0]!.n as number) + 2 }, // nothing of the log goes
    ]);
    const shown = await policy();
    expect(shown.deployment.lines.find(({ what }) => what === 'idempotency_keys')?.removed).toBe(1);
    expect(shown.team.last_run_at).not.toBeNull();
    expect(new Date(shown.next_run_at).getTime()).toBeGreaterThan(Date.now());
  });

  it('that runs again, even cut off before it told, tells the same once', async () => {
    await key('older', '9 days');
    await run('2026-11-22T03:17:00.000Z');
    await key('oldest', '10 days');

    await run('2026-11-22T03:17:00.000Z');

    const [, second, ...more] = await runs('deployment');
    expect(more).toEqual([]);
    expect(second).toMatchObject({
      data: { removed: expect.arrayContaining([{ what: 'idempotency_keys', count: 1 }]) },
    });
    await run('2026-11-23T03:17:00.000Z');
    expect(await stack.query("select key from app.idempotency_key where actor = 'ada'")).toEqual([
      { key: 'young' },
    ]);
  });

  it('removes drafts of views that are archived for long, and nothing of any other', async () => {
    const ids = [await archivedView('91 days'), await archivedView('89 days')];
    await run('2026-11-24T03:17:00.000Z');

    const left = await stack.query('select view_id from app.document_update where view_id = any ($1)', [ids]);
    expect(left).toEqual([{ view_id: ids[1] }]);
    expect((await runs(team)).at(-1)).toMatchObject({
      data: { removed: expect.arrayContaining([{ what: 'archived_drafts', count: 1 }]) },
    });
  });
});
