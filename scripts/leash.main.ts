import { setTimeout as delay } from 'node:timers/promises';
import type { LeashMessage } from './leash.ts';
import { beganAt, signal } from './processes.ts';

const held = new Map<number, NodeJS.Signals>();

process.on('message', (message: LeashMessage) => {
  if ('hold' in message) held.set(message.hold, message.signal);
  else held.delete(message.release);
});

process.once('disconnect', async () => {
  for (const [pid, stop] of held) signal(pid, stop);
  for (let waited = 0; waited < 5_000 && [...held.keys()].some(beganAt); waited += 50) await delay(50);
  for (const pid of held.keys()) if (beganAt(pid)) signal(pid, 'SIGKILL');
  process.exit(0);
});

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);
