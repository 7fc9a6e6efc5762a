import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { chosenDataDirectory } from '../../scripts/data-directory.ts';
import { startLocal } from '../../scripts/local.ts';
import { freePortFamily, portsFrom } from '../../scripts/ports.ts';
import { postgresUrl } from '../../scripts/postgres.ts';

/**
 * One whole product for all journeys, started as `npm start` does. PGAI_URL, with PGAI_DEMO_PASSWORD, names one that
 * runs already.
 */
export default async function setup(project: TestProject) {
  const { PGAI_URL, PGAI_DEMO_PASSWORD } = process.env;
  if (PGAI_URL) {
    project.provide('localUrl', PGAI_URL);
    project.provide('demoPassword', PGAI_DEMO_PASSWORD ?? '');
    project.provide('adminUrl', adminUrl(chosenDataDirectory(), Number(new URL(PGAI_URL).port)));
    return;
  }

  const dataDir = mkdtempSync(join(tmpdir(), 'pgai-e2e-'));
  const port = await freePortFamily();
  const local = await startLocal({ port, dataDir });
  project.provide('localUrl', local.url);
  project.provide('demoPassword', local.demoPassword);
  project.provide('adminUrl', adminUrl(dataDir, port));
  return async () => {
    await local.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}

/** The superuser of its PostgreSQL, the sample databases' too. */
const adminUrl = (dataDir: string, port: number) =>
  postgresUrl({ dataDir: join(dataDir, 'postgres'), port: portsFrom(port).postgres });

declare module 'vitest' {
  interface ProvidedContext {
    localUrl: string;
    demoPassword: string;
    adminUrl: string;
  }
}
