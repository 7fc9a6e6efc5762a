import { join } from 'node:path';
import { compile } from '../build.ts';
import { root } from '../paths.ts';
import { runScript } from '../step.ts';

/** `npm run audit:verify -- <export file> [public key]`: checks an export of the audit, with no server and no database. */
export async function run(args: string[]) {
  if (!(await compile())) return 1;
  return runScript(join(root, 'libs/ledger/dist/verify-export.main.js'), args, { cwd: process.env.INIT_CWD });
}
