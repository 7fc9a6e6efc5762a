import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beganAt, signal } from './processes.ts';
import { Refusal } from './refusal.ts';

type Noted = { name: string; pid: number; began: string };

/**
 * Takes a data directory for this process. The lock is a socket name that the kernel forgets with its owner, so none
 * is ever left over. Of the programs we write down who they are: should all of us be killed at once, the next start
 * ends the ones which stayed.
 */
export async function takeDataDirectory(dataDir: string) {
  const lock = createServer();
  try {
    lock.listen(`\0pgai-${createHash('sha256').update(dataDir).digest('hex')}`);
    await once(lock, 'listening');
  } catch {
    throw new Refusal(
      `Another pgai is using the data directory ${dataDir}: stop it, or set PGAI_DATA_DIR to a different folder.`,
    );
  }
  lock.unref();

  const file = join(dataDir, 'running.json');
  const noted = new Map<string, Noted>();
  await endLeftovers(file);
  return {
    note(name: string, pid: number) {
      noted.set(name, { name, pid, began: beganAt(pid) ?? '' });
      writeFileSync(`${file}.new`, `${JSON.stringify([...noted.values()], null, 2)}\n`);
      renameSync(`${file}.new`, file); // whoever reads it meanwhile sees all of the old or all of the new
    },
    release() {
      rmSync(file, { force: true });
      lock.close();
    },
  };
}

async function endLeftovers(file: string) {
  if (!existsSync(file)) return;
  let leftovers: Noted[];
  try {
    leftovers = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return; // cut short by a crash in the middle of writing; a taken port will tell
  }
  const living = () => leftovers.filter(({ pid, began }) => beganAt(pid) === began);
  for (const { name, pid } of living()) signal(pid, name === 'postgres' ? 'SIGINT' : 'SIGTERM');
  for (let waited = 0; waited < 10_000 && living().length > 0; waited += 50) await delay(50);
  for (const { pid } of living()) signal(pid, 'SIGKILL');
}

export type Taken = Awaited<ReturnType<typeof takeDataDirectory>>;
