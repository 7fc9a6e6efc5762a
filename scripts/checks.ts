import { join } from 'node:path';
import { compile, tools } from './build.ts';
import { root } from './paths.ts';
import { step } from './step.ts';

const web = join(root, 'apps/web');

/** What is checked without running the product; each counts as one test. */
export const checks: Record<string, () => Promise<boolean>> = {
  'types of libs and apps': compile,
  'types of tests and scripts': () => step('tsc', tools.tsc, ['-p', 'test/tsconfig.json']),
  'format and lint': () => step('biome', tools.biome, ['ci', '.']),
  'types of the web app': async () =>
    (await step('svelte-kit sync', tools.svelteKit, ['sync'], { cwd: web, quiet: true })) &&
    (await step('svelte-check', tools.svelteCheck, ['--output', 'human'], { cwd: web, quiet: true })),
};

/** One line for each; the answer says how many passed and failed. */
export async function runChecks(chosen: Record<string, () => Promise<boolean>>) {
  const count = { passed: 0, failed: 0 };
  for (const [title, check] of Object.entries(chosen)) {
    const began = Date.now();
    const passed = await check();
    count[passed ? 'passed' : 'failed'] += 1;
    console.log(`${passed ? '✓' : '✗'} ${title} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  }
  return count;
}
