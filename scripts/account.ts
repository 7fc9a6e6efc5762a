import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Refusal } from './refusal.ts';

export type Account = { uid: number; gid: number };

/** PostgreSQL refuses to run as root, and wants an account that exists. Anybody else runs it as themselves. */
export function postgresAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const found = accounts.find(([account]) => account === name);
    if (found) return { uid: Number(found[2]), gid: Number(found[3]) };
  }
  throw new Refusal(
    'PostgreSQL does not run as root, and /etc/passwd has neither "postgres" nor "nobody" to run it under: start pgai as an ordinary user.',
  );
}

/** May everybody walk to this folder? A clone under /root (mode 0700) is out of reach for the account above. */
export function reachable(path: string): boolean {
  const folder = resolve(path);
  const parent = dirname(folder);
  return (statSync(folder).mode & 0o001) !== 0 && (parent === folder || reachable(parent));
}
