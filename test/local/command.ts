import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import { root } from '../../scripts/paths.ts';
import { beganAt } from '../../scripts/processes.ts';

/** What `npm start` and its like run, as a process of its own. */
export function command(mode: string, env: NodeJS.ProcessEnv) {
  const { DATABASE_URL, EVENTSTORE_URL, PGAI_MASTER_KEY, ...outside } = process.env;
  const child = spawn(process.execPath, [join(root, 'scripts/boot.mjs'), mode], {
    env: { ...outside, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const hear = (part: Buffer) => {
    output += part;
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const ended = once(child, 'close').then(([code]) => Number(code));
  return {
    pid: child.pid!,
    output: () => output,
    ended,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    /** Until it has printed this, or ended without. */
    printed: (text: string) =>
      Promise.race([
        vi.waitUntil(() => output.includes(text), { timeout: 60_000, interval: 20 }),
        ended.then((code) => Promise.reject(new Error(`ended with code ${code}: ${output}`))),
      ]),
  };
}

type Noted = { name: string; pid: number };

/** The processes of the pgai that uses a data directory, by name. */
export function running(dataDir: string): Record<string, number> {
  const noted: Noted[] = JSON.parse(readFileSync(join(dataDir, 'running.json'), 'utf8'));
  return Object.fromEntries(noted.map(({ name, pid }) => [name, pid]));
}

export const alive = (pids: Iterable<number>) => [...pids].filter((pid) => beganAt(pid) !== undefined);

export const answers = async (url: string) => {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
};
