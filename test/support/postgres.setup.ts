import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { freePort } from '../../scripts/ports.ts';
import { startPostgres } from '../../scripts/postgres.ts';

/**
 * One real PostgreSQL for all integration tests; every test file makes its own database in it.
 * TEST_DATABASE_URL (a superuser's) names one that runs already.
 */
export default async function setup(project: TestProject) {
  if (process.env.TEST_DATABASE_URL) return project.provide('postgresUrl', process.env.TEST_DATABASE_URL);

  const dataDir = mkdtempSync(join(tmpdir(), 'pgai-test-'));
  const postgres = await startPostgres({ dataDir, port: await freePort() });
  project.provide('postgresUrl', postgres.url);
  return async () => {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
  }
}
