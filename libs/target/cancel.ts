import { once } from 'node:events';
import type pg from 'pg';
import { type Dialled, dial } from './dial.js';
import type { NetworkGuard } from './guard.js';
import type { Target } from './target.js';

const cancelRequest = 80_877_102;
const cancelMs = 2_000;

/**
 * Asks the server to end what a session is doing, on a connection of its own as the protocol wants it. Done when the server has
 * hung up, as it does once it has passed the wish on: a later question of the same session is not hit by it.
 */
export async function cancel(
  client: pg.Client,
  { encryption }: Dialled,
  target: Target,
  guard: NetworkGuard,
): Promise<void> {
  const { processID, secretKey } = client as pg.Client & { processID: number; secretKey: number };
  const deadline = AbortSignal.timeout(cancelMs);
  const { socket } = await dial(target, guard, encryption ? 'always' : 'never', deadline);
  const packet = Buffer.alloc(16);
  packet.writeInt32BE(16, 0);
  packet.writeInt32BE(cancelRequest, 4);
  packet.writeInt32BE(processID, 8);
  packet.writeInt32BE(secretKey, 12);
  socket.on('error', () => undefined).resume();
  socket.end(packet);
  await once(socket, 'close', { signal: deadline }).finally(() => socket.destroy());
}
