import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';

const directory = fileURLToPath(
  new URL(import.meta.url.includes('/dist/') ? '../../../migrations' : '../../migrations', import.meta.url),
);

/** Brings the platform database to the newest schema. Safe to call from several processes: one waits for the other. */
export async function migrate(databaseUrl: string) {
  await runner({
    databaseUrl,
    dir: directory,
    direction: 'up',
    migrationsSchema: 'public',
    migrationsTable: 'pgai_migration',
    checkOrder: true,
    advisoryLockMode: 'wait',
    log: () => undefined,
  });
}
