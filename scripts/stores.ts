import pg from 'pg';
import type { DataDirectory } from './data-directory.ts';
import type { Ports } from './ports.ts';
import { postgresUrl, preparePostgres } from './postgres.ts';
import { ours } from './programs.ts';
import type { Stack } from './stack.ts';

/**
 * What holds the truth: PostgreSQL and the event store. DATABASE_URL and EVENTSTORE_URL name ones that run already;
 * what they leave open is started here.
 */
export function addStores(stack: Stack, ports: Ports) {
  const postgres = process.env.DATABASE_URL ? undefined : addPostgres(stack, ports.postgres);
  const environment = storeEnvironment(stack.data, ports);
  const postgresReady = async () => postgres?.service.ready();
  const migrated = postgresReady().then(async () => {
    if (postgres) await createDatabase(postgres.adminUrl, 'pgai');
    const { migrate } = await import('@pgai/db/migrate.js');
    await migrate(environment.DATABASE_URL);
  });
  migrated.catch(() => undefined); // heard by whoever waits for it
  const databaseReady = () => Promise.all([postgresReady(), migrated]);

  const eventNode = process.env.EVENTSTORE_URL
    ? undefined
    : stack.add(
        'event node',
        () =>
          ours('event node', 'libs/event-node/dist/main.js', {
            DATABASE_URL: environment.DATABASE_URL,
            EVENT_NODE_PORT: String(ports.eventNode),
          }),
        databaseReady,
      );
  return {
    environment,
    /** The superuser of the embedded PostgreSQL; without one there is nowhere to keep sample databases. */
    adminUrl: postgres?.adminUrl,
    postgresReady,
    ready: async () => {
      await databaseReady();
      await eventNode?.ready();
    },
  };
}

/** The ports that `addStores` will listen on. */
export const storePorts = (ports: Ports): Record<string, number> => ({
  ...(process.env.DATABASE_URL ? {} : { PostgreSQL: ports.postgres }),
  ...(process.env.EVENTSTORE_URL ? {} : { 'the event node': ports.eventNode }),
});

/** What the processes that use the stores are told. */
export const storeEnvironment = (data: DataDirectory, ports: Ports) => ({
  DATABASE_URL:
    process.env.DATABASE_URL ?? named(postgresUrl({ dataDir: data.postgres, port: ports.postgres }), 'pgai'),
  EVENTSTORE_URL: process.env.EVENTSTORE_URL ?? `esdb://127.0.0.1:${ports.eventNode}?tls=false`,
  PGAI_MASTER_KEY: process.env.PGAI_MASTER_KEY ?? data.masterKey,
});

function addPostgres(stack: Stack, port: number) {
  const prepare = () => preparePostgres({ dataDir: stack.data.postgres, port });
  return { adminUrl: prepare().url, service: stack.add('postgres', prepare) };
}

function named(serverUrl: string, database: string) {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

const createDatabase = (adminUrl: string, name: string) =>
  asAdmin(adminUrl, async (client) => {
    const found = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  });

/** After much was written: a PostgreSQL that falls now has nothing to redo. Seen: 8.5 s until all answered again, now 2.6 s. */
export const checkpoint = (adminUrl: string) => asAdmin(adminUrl, (client) => client.query('checkpoint'));

async function asAdmin(adminUrl: string, work: (client: pg.Client) => Promise<unknown>) {
  const client = new pg.Client(adminUrl);
  client.on('error', () => undefined); // a connection lost in between fails the query, which is heard
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
