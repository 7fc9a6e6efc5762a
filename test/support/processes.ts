import { fork } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const mainOf = (app: 'api' | 'projector') =>
  fileURLToPath(new URL(`../../apps/${app}/dist/main.js`, import.meta.url));

/** A process of ours as production has it, and every word it says. */
export async function startProcess(app: 'api' | 'projector', environment: Record<string, string>) {
  const child = fork(mainOf(app), {
    execArgv: [], // the test's own conditions would lead to the sources
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => (said += chunk));
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk));
  const exited = once(child, 'exit');
  await Promise.race([
    once(child, 'message'),
    exited.then(() => {
      throw new Error(`${app} ended before it was ready: ${said}`);
    }),
  ]);
  return {
    url: `http://127.0.0.1:${environment.PORT}`,
    said: () => said,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** A port that nobody listens on just now. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return String(port);
}
