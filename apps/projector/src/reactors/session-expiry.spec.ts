import { randomBytes, randomUUID } from 'node:crypto';
import { createPool } from '@pgai/db/pool.js';
import type pg from 'pg';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEventLog } from '../../../../test/support/event-log.ts';
import { expireSession } from '../jobs/expire-session.job.js';
import { startProjector } from '../projector.js';
import { sessionExpiry } from './session-expiry.reactor.js';

describe('a session that runs out', () => {
  let log: Awaited<ReturnType<typeof startEventLog>>;
  let pool: pg.Pool;
  beforeEach(async () => {
    log = await startEventLog();
    pool = createPool(log.databaseUrl);
  });
  afterEach(async () => {
    await pool.end();
    await log.stop();
  });

  const start = () =>
    startProjector({
      databaseUrl: log.databaseUrl,
      store: log.store,
      masterKey: randomBytes(32),
      logger: pino({ level: 'silent' }),
      followers: [sessionExpiry],
    });
  const startedUntil = (expires_at: string) => ({
    type: 'SessionStarted',
    data: { user_id: randomUUID(), expires_at },
  });
  const signedIn = async (id: string) => {
    await pool.query(
      `insert into app.session (session_id, token_hash, user_id, expires_at) values ($1, $2, $3, now())`,
      [id, randomBytes(32), randomUUID()],
    );
  };
  const rowsOf = async (id: string) =>
    (await pool.query('select 1 from app.session where session_id = $1', [id])).rowCount;
  const types = async (id: string) => (await log.store.read(`session-${id}`)).map(({ type }) => type);

  it('is ended by its job, and its row is gone', async () => {
    const id = randomUUID();
    await signedIn(id);
    const projector = await start();
    await log.given(`session-${id}`, startedUntil(new Date().toISOString()));

    await expect.poll(() => rowsOf(id), { timeout: 10_000 }).toBe(0);

    expect(await types(id)).toEqual(['SessionStarted', 'SessionExpired']);
    await projector.stop();
  });

  it('has one job for its hour, however often the projector starts', async () => {
    const id = randomUUID();
    const head = await log.given(`session-${id}`, startedUntil('2036-01-01T00:00:00.000Z'));
    for (let n = 0; n < 3; n++) {
      const projector = await start();
      await projector.caughtUp(head);
      await projector.stop();
    }

    const { rows } = await pool.query(
      "select task_identifier, run_at, key from graphile_worker.jobs where task_identifier = 'expire-session'",
    );
    const [started] = await log.store.read(`session-${id}`);
    expect(rows).toEqual([
      { task_identifier: 'expire-session', run_at: new Date('2036-01-01T00:00:00.000Z'), key: started!.id },
    ]);
  });

  it('ends once, wherever an earlier run of the job was cut off', async () => {
    const id = randomUUID();
    await signedIn(id);
    await log.given(`session-${id}`, startedUntil('2026-11-20T22:00:00.000Z'));
    const [started] = await log.store.read(`session-${id}`);
    const job = { session_id: id, event_id: started!.id, correlation_id: randomUUID() };

    await expireSession({ store: log.store, pool }, job);
    await signedIn(id); // as if the run had ended before it deleted the row
    await expireSession({ store: log.store, pool }, job);

    expect(await types(id)).toEqual(['SessionStarted', 'SessionExpired']);
    expect(await rowsOf(id)).toBe(0);
  });

  it('that was ended by its user stays as it is', async () => {
    const id = randomUUID();
    await log.given(`session-${id}`, startedUntil('2026-11-20T22:00:00.000Z'), {
      type: 'SessionRevoked',
      data: {},
    });

    await expireSession(
      { store: log.store, pool },
      { session_id: id, event_id: randomUUID(), correlation_id: randomUUID() },
    );

    expect(await types(id)).toEqual(['SessionStarted', 'SessionRevoked']);
  });
});
