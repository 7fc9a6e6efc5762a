import type { EventStore } from '@pgai/event-store/event-store.js';
import { Logger as GraphileLogger, parseCronItems, run } from 'graphile-worker';
import type pg from 'pg';
import type { Logger } from 'pino';
import { type ExpireSession, expireSession } from './expire-session.job.js';
import { forgetIdempotencyKeys } from './forget-idempotency-keys.job.js';

const levels = { error: 'error', warning: 'warn', info: 'debug', debug: 'trace' } as const;

const graphileLogger = (logger: Logger) =>
  new GraphileLogger(
    (scope) => (level, message, meta) => logger[levels[level]]({ ...scope, ...meta }, message),
  );

/** Does the jobs that reactors enqueue; any number of processes share them. Installs the queue's tables first. */
export const startWorker = (pool: pg.Pool, store: EventStore, logger: Logger) =>
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
    },
    parsedCronItems: parseCronItems([{ task: 'forget-idempotency-keys', match: '17 3 * * *' }]),
  });
