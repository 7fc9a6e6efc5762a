import { join } from 'node:path';
import { build, tools } from '../build.ts';
import { chosenDataDirectory } from '../data-directory.ts';
import { startLocal } from '../local.ts';
import { root } from '../paths.ts';
import { chosenPort } from '../ports.ts';
import { restartOnChange } from '../restart-on-change.ts';
import { endsWithUs, toBeEndedIsFine } from '../signals.ts';
import type { Stack } from '../stack.ts';
import { step } from '../step.ts';
import { summary } from '../summary.ts';

/** `npm run dev`: the same processes, each started again when its code changed, and the pages by Vite. */
export async function run() {
  const port = chosenPort();
  const began = Date.now();
  const local = await startLocal({ port, dataDir: chosenDataDirectory(), prepare });
  const vite = ['dev', '--host', '127.0.0.1', '--port', String(port + 1), '--strictPort'];
  console.log(summary(local, (Date.now() - began) / 1000));
  console.log(`While you develop, use the pages at http://127.0.0.1:${port + 1}\n`);

  const stopWatching = restartOnChange(local.stack.services);
  const web = join(root, 'apps/web');
  await Promise.race([
    step('tsc -b -w', tools.tsc, ['-b', '-w', '--preserveWatchOutput']),
    step('vite dev', tools.vite, vite, { cwd: web, env: { PORT: String(port) } }),
  ]);
  stopWatching();
  await local.stop();
  return 1;
}

async function prepare(stack: Stack) {
  endsWithUs(stack);
  toBeEndedIsFine();
  await build();
}
