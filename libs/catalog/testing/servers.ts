import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Query } from '../query.js';

const installed = '/usr/lib/postgresql';

type Server = { bin: string; uid?: number; gid?: number };

/**
 * The PostgreSQL servers beside our own: the newest of the system, or those whose folders of programs TEST_POSTGRES_BIN
 * names, with colons between. Root may not run them, and becomes `postgres` for it.
 */
export function otherServers(): Server[] {
  const versions = existsSync(installed) ? readdirSync(installed).sort((a, b) => Number(b) - Number(a)) : [];
  const ofSystem = versions.slice(0, 1).map((version) => join(installed, version, 'bin'));
  const bins = process.env.TEST_POSTGRES_BIN?.split(':') ?? ofSystem;
  try {
    const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
    const user = process.getuid?.() === 0 ? { uid: id('-u'), gid: id('-g') } : {};
    return bins.filter((bin) => existsSync(join(bin, 'initdb'))).map((bin) => ({ bin, ...user }));
  } catch {
    return [];
  }
}

/** A server of another version than the one we bring along, for as long as a spec runs. */
export async function startServer({ bin, ...user }: Server, settings: readonly string[] = []) {
  const dir = mkdtempSync(join(tmpdir(), 'pgai-other-postgres-'));
  if (user.uid !== undefined && user.gid !== undefined) chownSync(dir, user.uid, user.gid);
  const data = join(dir, 'data');
  const initdb = ['-D', data, '-U', 'pgai', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'];
  execFileSync(join(bin, 'initdb'), initdb, { ...user, cwd: dir, stdio: 'ignore' });
  const port = await freePort();
  const all = [`unix_socket_directories=${dir}`, 'fsync=off', 'listen_addresses=127.0.0.1', ...settings];
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', data, '-p', String(port), ...all.flatMap((one) => ['-c', one])],
    {
      ...user,
      cwd: dir,
      stdio: 'ignore',
    },
  );
  const exited = new Promise((over) => server.once('exit', over));
  const url = `postgres://pgai@127.0.0.1:${port}/postgres`;
  await answering(url);
  return {
    url,
    async stop() {
      server.kill('SIGINT');
      await exited;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function answering(url: string, triesLeft = 100): Promise<void> {
  try {
    await connect(url).then(({ end }) => end());
  } catch (error) {
    if (triesLeft === 0) throw error;
    await delay(100);
    return answering(url, triesLeft - 1);
  }
}

/** A connection as the catalog takes it. */
export async function connect(url: string) {
  const client = new pg.Client(url);
  await client.connect();
  const query: Query = (text) => client.query(text) as ReturnType<Query>;
  return { client, query, end: () => client.end() };
}

const freePort = () =>
  new Promise<number>((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => found(typeof address === 'object' && address ? address.port : 0));
    });
  });
