import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { migrate } from '@pgai/db/migrate.js';
import { createPool } from '@pgai/db/pool.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { pino } from 'pino';
import { createApp } from '../../apps/api/src/app.js';
import { Config } from '../../apps/api/src/platform/config.js';
import { Refusals } from '../../apps/api/src/platform/refusals.js';
import type { MailOptions } from '../../apps/projector/src/mail/outlet.js';
import { startProjector } from '../../apps/projector/src/projector.js';
import { createDatabase } from './database.ts';
import { startEventNode } from './event-node.ts';
import { Person } from './person.ts';

export const masterKey = 'a1'.repeat(32);

type Options = {
  apis?: number /** instead of the mailbox */;
  mail?: Partial<MailOptions>;
  environment?: Record<string, string>;
};

export type Stack = Awaited<ReturnType<typeof startStack>>;

/** The real thing on a database of its own: event node, projector, and as many API processes' worth as asked for. */
export async function startStack({ apis = 1, mail, environment: more }: Options = {}) {
  const database = await createDatabase();
  await migrate(database.url);
  let node = await startEventNode(database.url);
  const projector = await startProjector({
    databaseUrl: database.url,
    eventStoreUrl: node.url,
    masterKey: Buffer.from(masterKey, 'hex'),
    logger: pino({ level: 'fatal' }),
    mail: { publicUrl: new URL('http://pgai.test'), mailbox: true, ...mail },
    allowPrivateNetworks: true,
  });
  const environment = {
    PORT: '0',
    DATABASE_URL: database.url,
    EVENTSTORE_URL: node.url,
    PGAI_MASTER_KEY: masterKey,
    PGAI_DEMO_PASSWORD: 'correct horse demo battery', // local mode: mails are read in the mailbox
    PGAI_ALLOW_PRIVATE_NETWORKS: 'true',
    LOG_LEVEL: 'silent',
    ...more,
  };
  const apps: NestFastifyApplication[] = [];
  for (let i = 0; i < apis; i++) {
    const app = await createApp(new Config(environment));
    await app.listen(0, '127.0.0.1');
    apps.push(app);
  }
  const urls = await Promise.all(apps.map((app) => app.getUrl()));
  const pool = createPool(database.url);
  const store = apps[0]!.get(EventStore);

  return {
    url: urls[0]!,
    urls,
    get node() {
      return node;
    },
    /** After `node.kill()`: a new one at the same address. */
    async restartNode() {
      node = await startEventNode(database.url, node.port);
    },
    projector,
    apps,
    store,
    environment,
    query: async (text: string, values: unknown[] = []) => (await pool.query(text, values)).rows,
    /** Everything appended so far is in the read models. */
    async caughtUp() {
      await Promise.all(apps.map((app) => app.get(Refusals).settled()));
      await projector.caughtUp(await store.head());
    },
    /** A new account, signed in. */
    person: (name: string, on = 0) => Person.signUp(urls[on]!, name),
    stranger: () => new Person(urls[0]!),
    /** What an API still has to say, it says now. */
    async stopApis() {
      for (const app of apps.splice(0)) await app.close();
    },
    async stop() {
      await pool.end();
      for (const app of apps) await app.close();
      await projector.stop();
      await node.stop();
      await database.drop();
    },
  };
}
