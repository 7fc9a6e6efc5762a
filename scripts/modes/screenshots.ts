import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../build.ts';
import { startLocal } from '../local.ts';
import { root } from '../paths.ts';
import { freePortFamily } from '../ports.ts';
import { endsWithUs } from '../signals.ts';
import type { Stack } from '../stack.ts';
import { runScript } from '../step.ts';

/** `npm run screenshots`: pictures of the pages, taken of a throw-away product. */
export async function run(args: string[]) {
  const dataDir = mkdtempSync(join(tmpdir(), 'pgai-screenshots-'));
  try {
    const local = await startLocal({ port: await freePortFamily(), dataDir, prepare });
    const env = { PGAI_URL: local.url, PGAI_DEMO_PASSWORD: local.demoPassword };
    const code = await runScript(join(root, 'scripts/screenshots.ts'), args, { env });
    await local.stop();
    return code;
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function prepare(stack: Stack) {
  endsWithUs(stack);
  await build();
}
