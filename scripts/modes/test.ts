import { buildWeb } from '../build.ts';
import { checks, runChecks } from '../checks.ts';
import { conclude } from '../count.ts';
import { vitest } from '../vitest.ts';

/** `npm test`: everything. What follows it on the command line goes to Vitest. */
export async function run(args: string[]) {
  const checked = await runChecks({ ...checks, 'build of the web app': buildWeb });
  return conclude(checked, await vitest(args));
}
