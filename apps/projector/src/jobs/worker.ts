import { setTimeout as delay } from 'node:timers/promises';
import { createPool } from '@pgai/db/pool.js';
import type { EventStore } from '@pgai/event-store/event-store.js';
import { Logger as GraphileLogger, parseCronItems, run } from 'graphile-worker';
import type pg from 'pg';
import type { Logger } from 'pino';
import { forgetConnectionLatency } from '../connections/forget-connection-latency.job.js';
import { type ExpireSession, expireSession } from './expire-session.job.js';
import { forgetIdempotencyKeys } from './forget-idempotency-keys.job.js';

const levels = { error: 'error', warning: 'warn', info: 'debug', debug: 'trace' } as const;

const graphileLogger = (logger: Logger) =>
  new GraphileLogger(
    (scope) => (level, message, meta) => logger[levels[level]]({ ...scope, ...meta }, message),
  );

const restartMs = 2_000;

/**
 * Does the jobs that reactors enqueue; any number of processes share them. Installs the queue's tables first. The worker
 * outlives lost connections; should it end all the same, another one is started.
 */
export async function startWorker(databaseUrl: string, store: EventStore, logger: Logger) {
  const pool = createPool(databaseUrl, { max: 6, name: 'pgai jobs' });
  pool.on('connect', (client) => client.on('error', () => undefined)); // the pool replaces a lost connection
  const stopping = new AbortController();
  let worker = await launch(pool, store, logger);

  const supervised = (async () => {
    while (!stopping.signal.aborted) {
      await worker.promise.catch((error: unknown) => logger.error({ err: error }, 'the job worker ended'));
      await delay(restartMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      worker = await launch(pool, store, logger).catch(() => worker);
    }
  })();

  return {
    /** Finishes the jobs under way. */
    async stop() {
      stopping.abort();
      await worker.stop().catch(() => undefined); // it has ended already
      await supervised;
      await pool.end();
    },
  };
}

const launch = (pool: pg.Pool, store: EventStore, logger: Logger) =>
  run({
    pgPool: pool,
    concurrency: 4,
    noHandleSignals: true,
    logger: graphileLogger(logger.child({ part: 'jobs' })),
    taskList: {
      'expire-session': (payload) => expireSession({ store, pool }, payload as ExpireSession),
      'forget-idempotency-keys': async () => {
        await forgetIdempotencyKeys(pool);
      },
      'forget-connection-latency': async () => {
        await forgetConnectionLatency(pool);
      },
    },
    parsedCronItems: parseCronItems([
      { task: 'forget-idempotency-keys', match: '17 3 * * *' },
      { task: 'forget-connection-latency', match: '7 * * * *' },
    ]),
  });
