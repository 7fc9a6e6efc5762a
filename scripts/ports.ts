import { once } from 'node:events';
import { createServer } from 'node:net';
import { Refusal } from './refusal.ts';

/** A port nobody listens on right now, for tests and throw-away servers. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP server without a port');
  return address.port;
}

export function portTaken(port: number) {
  return new Promise<boolean>((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(true) : reject(error),
    );
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(false)));
  });
}

/** The ports of local mode, all derived from the one that the browser uses. */
export const portsFrom = (port: number) => ({
  web: port,
  postgres: port + 10,
  eventNode: port + 20,
  production: { port: port + 30, adminPort: port + 31 },
  staging: { port: port + 32, adminPort: port + 33 },
});

export type Ports = ReturnType<typeof portsFrom>;

/** @throws Refusal about the first of them that somebody else listens on */
export async function refuseTakenPorts(web: number, wanted: Record<string, number>) {
  for (const [use, port] of Object.entries(wanted)) {
    if (!(await portTaken(port))) continue;
    throw new Refusal(
      `Port ${port}, for ${use}, is taken by another program: stop that, or start on other ports with PORT=${web + 100}.`,
    );
  }
}

/** A port whose whole family is free, below the range from which the system gives out ports by itself. */
export async function freePortFamily() {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 220) * 100;
    const { web, postgres, eventNode, production, staging } = portsFrom(port);
    const family = [web, postgres, eventNode, ...Object.values(production), ...Object.values(staging)];
    const taken = await Promise.all(family.map(portTaken));
    if (!taken.includes(true)) return port;
  }
}

/** PORT, or 4000. */
export function chosenPort() {
  const chosen = process.env.PORT || '4000';
  const port = Number(chosen);
  if (Number.isInteger(port) && port >= 1024 && port + 33 <= 65_535) return port;
  throw new Refusal(`PORT is "${chosen}": it must be a number from 1024 to 65502, for example PORT=4000.`);
}
