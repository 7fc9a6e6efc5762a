import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * PostgreSQL and PostgREST cannot notice that we were killed with -9. One small process holds their ids at the
 * other end of a channel and ends them when the channel closes, however that came about.
 */
let holder: ChildProcess | undefined;
const held = new Map<number, NodeJS.Signals>();

export function hold(pid: number, signal: NodeJS.Signals) {
  held.set(pid, signal);
  tell({ hold: pid, signal });
}

export function release(pid: number) {
  held.delete(pid);
  tell({ release: pid });
}

function tell(message: LeashMessage) {
  holder ??= startHolder();
  if (holder.connected) holder.send(message);
}

function startHolder() {
  const child = fork(fileURLToPath(new URL('leash.main.ts', import.meta.url)), [], {
    detached: true, // out of the terminal's group: Ctrl-C is for us to handle, in order
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [],
  });
  child.once('exit', () => {
    holder = undefined;
    for (const [pid, signal] of held) tell({ hold: pid, signal });
  });
  child.unref();
  child.channel?.unref();
  return child;
}

export type LeashMessage = { hold: number; signal: NodeJS.Signals } | { release: number };
