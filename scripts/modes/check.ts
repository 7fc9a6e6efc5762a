import { checks, runChecks } from '../checks.ts';
import { conclude } from '../count.ts';
import { vitest } from '../vitest.ts';

/** `npm run check`: the part that needs no database and no browser. */
export async function run(args: string[]) {
  return conclude(await runChecks(checks), await vitest(['--project', 'unit', ...args]));
}
