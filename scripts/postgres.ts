import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { type Account, postgresAccount } from './account.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import { launch, type Program } from './program.ts';
import { Refusal } from './refusal.ts';

type Cluster = { dataDir: string; port: number; settings?: Record<string, string> };

/**
 * The folder is the working directory of both programs, and they are told to use that: as root we can enter a folder
 * which the account that PostgreSQL runs under could not reach by its path (a clone under /root).
 */
const here = '/proc/self/cwd';

const superuser = 'pgai';

/** A PostgreSQL of ours on 127.0.0.1, in `dataDir`, which it makes at the first start. `url` is the superuser's. */
export async function startPostgres(cluster: Cluster) {
  const { url, ...program } = preparePostgres(cluster);
  const running = launch(program);
  await running.ready;
  return { url, pid: running.pid, stop: running.stop };
}

/** Makes the cluster if it is not there; says how to run it and where it will be. */
export function preparePostgres({ dataDir, port, settings = {} }: Cluster): Program & { url: string } {
  const cwd = resolve(dataDir);
  const account = postgresAccount();
  const binaries = postgresBinaries(account);
  if (!existsSync(join(cwd, 'PG_VERSION'))) createCluster(join(binaries, 'initdb'), cwd, account);
  forgetDeadPostmaster(cwd);
  const chosen = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    ...settings,
  };
  return {
    name: 'postgres',
    command: join(binaries, 'postgres'),
    args: ['-D', here, ...Object.entries(chosen).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    env: { LC_ALL: 'C', TZ: 'UTC' },
    cwd,
    account,
    stopSignal: 'SIGINT', // the fast shutdown: sessions are ended, data is written
    graceMs: 30_000,
    serves: async (pid) => postmaster(cwd)?.pid === pid && postmaster(cwd)?.status === 'ready',
    url: postgresUrl({ dataDir, port }),
  };
}

/** The superuser's address of a cluster that has been made. */
export function postgresUrl({ dataDir, port }: Cluster) {
  const password = readFileSync(passwordFile(resolve(dataDir)), 'utf8');
  return `postgres://${superuser}:${password}@127.0.0.1:${port}/postgres`;
}

const passwordFile = (cwd: string) => join(cwd, 'pgai.password');

/** Made beside its place and moved there whole, so an interrupted first start leaves nothing half done. */
function createCluster(initdb: string, cwd: string, account: Account | undefined) {
  const workshop = `${cwd}.new`;
  rmSync(workshop, { recursive: true, force: true });
  const made = join(workshop, 'data');
  const password = join(workshop, 'password');
  mkdirSync(made, { recursive: true, mode: 0o700 });
  writeFileSync(password, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (account) {
    for (const path of [workshop, made, password]) chownSync(path, account.uid, account.gid);
  }
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = ['--username', superuser, '--auth=scram-sha-256', '--pwfile=../password'];
  try {
    execFileSync(initdb, ['-D', here, '--no-instructions', ...locale, ...access], {
      cwd: made,
      ...account,
      stdio: 'pipe',
    });
  } catch (error) {
    const { stderr = '' } = error as { stderr?: Buffer | string };
    const why = String(stderr).trim().split('\n').at(-1) || String(error);
    throw new Refusal(`PostgreSQL could not make its database in ${cwd}: ${why}`);
  }
  renameSync(password, passwordFile(made));
  renameSync(made, cwd);
  rmSync(workshop, { recursive: true });
}

/**
 * PostgreSQL will not start while a lock file names a living process, and after a crash (or in a restarted container)
 * that number may belong to somebody else. Only one that lives in this folder is a PostgreSQL of ours.
 */
function forgetDeadPostmaster(cwd: string) {
  const pid = postmaster(cwd)?.pid;
  if (pid !== undefined && workingDirectory(pid) !== realpathSync(cwd)) rmSync(join(cwd, 'postmaster.pid'));
}

function postmaster(cwd: string) {
  const file = join(cwd, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  return { pid: Number(lines[0]), status: lines[7]?.trim() };
}

function workingDirectory(pid: number) {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined; // no such process, or somebody else's
  }
}
