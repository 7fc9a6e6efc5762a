import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startLocal } from '../../scripts/local.ts';
import { freePortFamily } from '../../scripts/ports.ts';

/**
 * One whole product for all journeys, started as `npm start` does. PGAI_URL, with PGAI_DEMO_PASSWORD, names one that
 * runs already.
 */
export default async function setup(project: TestProject) {
  const { PGAI_URL, PGAI_DEMO_PASSWORD } = process.env;
  if (PGAI_URL) {
    project.provide('localUrl', PGAI_URL);
    project.provide('demoPassword', PGAI_DEMO_PASSWORD ?? '');
    return;
  }

  const dataDir = mkdtempSync(join(tmpdir(), 'pgai-e2e-'));
  const local = await startLocal({ port: await freePortFamily(), dataDir });
  project.provide('localUrl', local.url);
  project.provide('demoPassword', local.demoPassword);
  return async () => {
    await local.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}

declare module 'vitest' {
  interface ProvidedContext {
    localUrl: string;
    demoPassword: string;
  }
}
