import { ConnectedDatabases } from '@pgai/connections/connected-databases.js';
import { createPool } from '@pgai/db/pool.js';
import type { RetentionDays } from '@pgai/domain/privacy/retention.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { ledgerSigner } from '@pgai/ledger/signing-key.js';
import { KeptSchemas } from '@pgai/schemas/kept-schemas.js';
import { SchemaReader } from '@pgai/schemas/schema-reader.js';
import { NetworkGuard } from '@pgai/target/guard.js';
import { DestroyedKeys } from '@pgai/vault/destroyed-keys.js';
import { PersonalVault } from '@pgai/vault/personal-vault.js';
import { SecretVault } from '@pgai/vault/secret-vault.js';
import type { Logger } from 'pino';
import type { Target } from './checkpoints/target.js';
import { HealthWatch } from './connections/health-watch.js';
import { projections, reactors } from './followers.js';
import { startWorker } from './jobs/worker.js';
import type { MailOptions } from './mail/outlet.js';
import type { Follower } from './projection.js';
import { Runner } from './run.js';
import { SchemaWatch } from './schemas/schema-watch.js';
import { Tail } from './tail.js';

type Options = {
  databaseUrl: string;
  masterKey: Buffer;
  logger: Logger;
  mail?: MailOptions;
  /** where checkpoints of the ledger are kept outside */
  checkpointTargets?: readonly Target[];
  /** the deployment's, as its operator wants them */
  retentionDays?: RetentionDays | undefined;
  followers?: readonly Follower[];
  /** the teams' databases may be on this machine and in private networks */
  allowPrivateNetworks?: boolean;
} & ({ eventStoreUrl: string } | { /** stays the caller's: one per process */ store: EventStore });

/** For a projector that is started for its read models. */
const noMail: MailOptions = { publicUrl: new URL('http://127.0.0.1'), mailbox: false };

/** All projections, reactors and jobs in this process. Resolves once each has caught up, stands by or has failed. */
export async function startProjector(options: Options) {
  const { databaseUrl, masterKey, logger, followers = [...projections, ...reactors] } = options;
  const store = 'store' in options ? options.store : new EventStore(options.eventStoreUrl);
  const pool = createPool(databaseUrl, { max: 4, name: 'pgai projector' });
  const vault = new PersonalVault(pool, masterKey);
  const open = vault.open.bind(vault);
  const destroyedKeys = new DestroyedKeys(vault, {
    databaseUrl,
    name: 'pgai projector destroyed keys',
    onLost: (error) => logger.warn({ err: error }, 'not told of destroyed keys; trying again'),
  });
  await destroyedKeys.listen();

  const { mail = noMail, checkpointTargets: targets = [], retentionDays } = options;
  const signer = ledgerSigner(masterKey, mail.publicUrl);
  const means = { store, vault, mail, signer, targets, retentionDays };
  const worker = await startWorker(databaseUrl, means, logger);
  const databases = new ConnectedDatabases({
    store,
    vault: new SecretVault(pool, masterKey),
    guard: new NetworkGuard(options.allowPrivateNetworks ?? false),
  });
  const watch = new HealthWatch({ databases, store, pool, logger });
  const reader = new SchemaReader({ databases, store, kept: new KeptSchemas(pool) });
  const schemaWatch = new SchemaWatch({ reader, databases, pool, logger });

  const tail = new Tail(store, logger);
  tail.start();
  const runners = followers.map((follower) => new Runner(follower, { databaseUrl, tail, open, logger }));
  for (const runner of runners) runner.start();
  watch.start();
  schemaWatch.start();
  await Promise.all(runners.map(({ progress }) => progress.settled));

  return {
    /** Every projection and reactor has handled the log up to this position. @throws what stopped one of them */
    async caughtUp(position: bigint) {
      await Promise.all(runners.map(({ progress }) => progress.reached(position)));
    },
    async stop() {
      const stopped = [
        worker.stop(),
        watch.stop(),
        schemaWatch.stop(),
        ...runners.map((runner) => runner.stop()),
      ];
      await Promise.all([...stopped, tail.stop()]);
      databases.close();
      if (!('store' in options)) await store.dispose();
      await destroyedKeys.stop();
      await pool.end();
    },
  };
}
