import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Account } from './account.ts';
import { hold, release } from './leash.ts';

export type Program = {
  name: string;
  command: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  account?: Account;
  stopSignal: NodeJS.Signals;
  /** How long it may take to end by itself. */
  graceMs: number;
  /** Asks whether it serves by now. Without this the program says so itself, over its channel. */
  serves?: (pid: number) => Promise<boolean>;
};

export type Running = {
  pid: number;
  /** Rejects when it ends before it serves. */
  ready: Promise<void>;
  /** How it ended, in words. */
  ended: Promise<string>;
  stop(): Promise<void>;
  kill(): void;
};

/** Starts one program. It ends with us, even when we are killed with -9. */
export function launch(program: Program, logFile = '/dev/null'): Running {
  const log = openSync(logFile, 'a');
  const child = spawn(program.command, program.args, {
    cwd: program.cwd,
    env: program.env,
    ...program.account,
    detached: true, // out of the terminal's group: Ctrl-C is for us to handle, in order
    stdio: ['ignore', log, log, ...(program.serves ? [] : (['ipc'] as const))],
  });
  closeSync(log);
  const pid = child.pid;
  if (pid !== undefined) hold(pid, program.stopSignal);

  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => {
      if (pid !== undefined) release(pid);
      resolve(signal ? `was ended by ${signal}` : `ended with code ${code}`);
    });
  });
  const gone = ended.then((how) => Promise.reject(new Error(`${program.name} ${how}`)));
  const ready = Promise.race([gone, program.serves ? poll(program.serves, pid, ended) : said(child)]);
  ready.catch(() => undefined); // whoever waits for it hears of it; nobody has to
  gone.catch(() => undefined);

  return {
    pid: pid ?? 0,
    ready,
    ended,
    kill: () => child.kill('SIGKILL'),
    stop: async () => {
      child.kill(program.stopSignal);
      const timer = setTimeout(() => child.kill('SIGKILL'), program.graceMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

function said(child: ChildProcess) {
  return new Promise<void>((resolve) => {
    child.on('message', (message: { ready?: boolean }) => {
      if (message.ready) resolve();
    });
  });
}

async function poll(serves: NonNullable<Program['serves']>, pid = 0, ended: Promise<string>) {
  let over = false;
  ended.then(() => {
    over = true;
  });
  while (!over && !(await serves(pid))) await delay(25);
}
