import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../libs/event-node/dist/main.js', import.meta.url));

/** The embedded event store node as a process of its own, storing into the given database. */
export async function startEventNode(databaseUrl: string, port = 0) {
  const node = fork(main, {
    env: { ...process.env, DATABASE_URL: databaseUrl, EVENT_NODE_PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = once(node, 'exit');
  const end = async (signal: NodeJS.Signals) => {
    node.kill(signal);
    await exited;
  };

  const [message] = await Promise.race([
    once(node, 'message'),
    exited.then(([code]) => {
      throw new Error(`The event node ended with code ${code} before it was ready.`);
    }),
  ]);
  return {
    url: `esdb://127.0.0.1:${message.port}?tls=false`,
    port: Number(message.port),
    pid: node.pid,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}
