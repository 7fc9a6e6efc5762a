import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/**
 * A network cable between a browser and the product that can be pulled: what hangs on it breaks off, and nothing new
 * gets through. Chromium's own offline switch leaves WebSockets alone.
 */
export async function cable(to: string) {
  const { hostname, port } = new URL(to);
  const open = new Set<Socket>();
  let plugged = true;

  const server = createServer((near) => {
    if (!plugged) return near.destroy();
    const far = connect(Number(port), hostname);
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from);
      from.pipe(into);
      from.on('error', () => into.destroy());
      from.on('close', () => open.delete(from) && into.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const own = typeof address === 'object' ? address?.port : undefined;

  const pull = () => {
    plugged = false;
    for (const socket of open) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${own}`,
    pull,
    plug: () => {
      plugged = true;
    },
    async [Symbol.asyncDispose]() {
      pull();
      server.close();
      await once(server, 'close');
    },
  };
}
