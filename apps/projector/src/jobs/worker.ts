import { setTimeout as delay } from 'node:timers/promises';
import { createPool } from '@pgai/db/pool.js';
import { type RetentionDays, retentionRunsAt } from '@pgai/domain/privacy/retention.js';
import type { EventStore } from '@pgai/event-store/event-store.js';
import type { Signer } from '@pgai/ledger/signed-checkpoint.js';
import type { PersonalVault } from '@pgai/vault/personal-vault.js';
import { Logger as GraphileLogger, parseCronItems, run } from 'graphile-worker';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Target } from '../checkpoints/target.js';
import { forgetConnectionLatency } from '../connections/forget-connection-latency.job.js';
import { Desk } from '../mail/desk.js';
import { type MailOptions, type Outlet, outletOf } from '../mail/outlet.js';
import type { OwedMail } from '../mail/request-mail.js';
import { forgetSchemaTrail } from '../schemas/forget-schema-trail.job.js';
import { applyRetention, setDeploymentRetention } from './apply-retention.job.js';
import { type ErasePerson, erasePerson } from './erase-person.job.js';
import { type ExpireExport, expireExport } from './expire-export.job.js';
import { type ExpireSession, expireSession } from './expire-session.job.js';
import { forgetTeamChanges } from './forget-team-changes.job.js';
import { keepCheckpoints } from './keep-checkpoints.job.js';
import { type MakeExport, makeExport } from './make-export.job.js';
import { reapplyErasures } from './reapply-erasures.job.js';
import { type RevokeAccess, revokeAccess } from './revoke-access.job.js';
import { sendMail } from './send-mail.job.js';

/** What jobs work with besides the queue's own connections. */
type Means = {
  store: EventStore;
  vault: PersonalVault;
  mail: MailOptions;
  signer: Signer;
  targets: readonly Target[];
  retentionDays?: RetentionDays | undefined;
};

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
export async function startWorker(databaseUrl: string, means: Means, logger: Logger) {
  const pool = createPool(databaseUrl, { max: 6, name: 'pgai jobs' });
  pool.on('connect', (client) => client.on('error', () => undefined)); // the pool replaces a lost connection
  const stopping = new AbortController();
  const outlet = outletOf(means.mail);
  let worker = await launch(pool, means, outlet, logger);

  const supervised = (async () => {
    while (!stopping.signal.aborted) {
      await worker.promise.catch((error: unknown) => logger.error({ err: error }, 'the job worker ended'));
      await delay(restartMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      worker = await launch(pool, means, outlet, logger).catch(() => worker);
    }
  })();

  return {
    /** Finishes the jobs under way. */
    async stop() {
      stopping.abort();
      await worker.stop().catch(() => undefined); // it has ended already
      await supervised;
      outlet.close();
      await pool.end();
    },
  };
}

async function launch(pool: pg.Pool, means: Means, outlet: Outlet, logger: Logger) {
  const { store, vault, mail, signer, targets, retentionDays } = means;
  const worker = await run({
    pgPool: pool,
    concurrency: 4,
    noHandleSignals: true,
    logger: graphileLogger(logger.child({ part: 'jobs' })),
    taskList: {
      'expire-session': (payload) => expireSession({ store, pool }, payload as ExpireSession),
      'erase-person': (payload) => erasePerson({ store, pool, vault }, payload as ErasePerson),
      'reapply-erasures': async () => {
        const again = await reapplyErasures({ store, pool, vault });
        if (again > 0)
          logger.warn({ people: again }, 'people were erased again: a backup had brought them back');
      },
      'keep-checkpoints': () => keepCheckpoints({ pool, signer, targets, logger }),
      'make-export': (payload) => makeExport({ store, pool, vault, signer, logger }, payload as MakeExport),
      'expire-export': (payload) => expireExport({ store, pool }, payload as ExpireExport),
      'revoke-access': (payload) => revokeAccess({ store, pool }, payload as RevokeAccess),
      'apply-retention': (payload) => applyRetention({ store, pool }, runOf(payload)),
      'set-retention': () => setDeploymentRetention(store, retentionDays ?? {}),
      'forget-team-changes': async () => {
        await forgetTeamChanges(pool);
      },
      'send-mail': async (payload) => {
        const desk = new Desk(pool, store, vault);
        await sendMail({ desk, outlet, options: mail, logger }, payload as OwedMail);
      },
      'forget-connection-latency': async () => {
        await forgetConnectionLatency(pool);
        await forgetSchemaTrail(pool);
      },
    },
    parsedCronItems: parseCronItems([
      { task: 'apply-retention', match: `${retentionRunsAt.minute} ${retentionRunsAt.hour} * * *` },
      { task: 'keep-checkpoints', match: '* * * * *' },
      { task: 'reapply-erasures', match: '*/10 * * * *' },
      { task: 'forget-team-changes', match: '*/10 * * * *' },
      { task: 'forget-connection-latency', match: '7 * * * *' },
    ]),
  });
  // what only a start can bring about: an older backup, another policy of the operator
  await worker.addJob('reapply-erasures', {}, { jobKey: 'reapply-erasures' });
  if (retentionDays) await worker.addJob('set-retention', {}, { jobKey: 'set-retention' });
  return worker;
}

/** A run is named by the minute it was due, so that one which was cut off goes on as itself. */
const runOf = (payload: unknown) =>
  (payload as { _cron?: { ts: string } })._cron?.ts ?? new Date().toISOString();
