import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { latch } from './latch.ts';
import { launch, type Program, type Running } from './program.ts';
import { Refusal } from './refusal.ts';

export type Service = {
  name: string;
  pid(): number;
  /** Resolves once it serves; a fresh promise after each fall. Rejects when it did not come up at the first start. */
  ready(): Promise<void>;
  /** For a program whose files changed: ends it and starts it again at once. */
  restart(): Promise<void>;
  stop(): Promise<void>;
  kill(): void;
};

type Supervision = {
  program: () => Program;
  name: string;
  /** What has to serve before each start, so that a fallen database does not make five others fail in turn. */
  after?: () => Promise<unknown>;
  logFile: string;
  report: (sentence: string) => void;
  started: () => void;
};

const firstPauseMs = 200;
const longestPauseMs = 5_000;
const steadyMs = 10_000;
const tooMany = 5;

/**
 * waiting ─▶ starting ─▶ serving ─┐
 *    ▲          │  ended          │ ended
 *    └──────────┴─── pause ◀──────┘           stop(): from anywhere to stopped, for good
 *
 * An end before it has ever served is an error of the start, and not something to try again.
 */
export function supervise({ program, name, after, logFile, report, started }: Supervision): Service {
  let running: Running | undefined;
  let endedByUs: Running | undefined;
  let stopped = false;
  let serving = latch();
  let woken = latch();

  const keep = async () => {
    let failures = 0;
    for (let served = false; ; ) {
      await after?.();
      if (stopped) return;
      const began = Date.now();
      const child = launch(program(), logFile);
      running = child;
      started();
      child.ready.then(
        () => {
          served = true;
          serving.open();
        },
        () => undefined,
      );
      const how = await child.ended;
      if (stopped) return;
      if (!served)
        throw new Refusal(`${name} ${how} while starting: ${lastLine(logFile)} (more in ${logFile}).`);
      serving = latch();
      woken = latch();
      if (child === endedByUs) continue;
      failures = Date.now() - began > steadyMs ? 1 : failures + 1;
      const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (failures - 1));
      report(fallen(name, how, failures, pauseMs, logFile));
      await Promise.race([delay(pauseMs), woken.opened]);
    }
  };
  keep().catch((error) => serving.fail(error));

  const end = async () => {
    endedByUs = running;
    await running?.stop();
    woken.open();
  };
  return {
    name,
    pid: () => running?.pid ?? 0,
    ready: () => serving.opened,
    restart: end,
    stop: async () => {
      stopped = true;
      await end();
    },
    kill: () => running?.kill(),
  };
}

function fallen(name: string, how: string, failures: number, pauseMs: number, file: string) {
  const pause = `${(pauseMs / 1000).toFixed(1)} s`;
  if (failures < tooMany) return `${name} ${how}; starting it again in ${pause}.`;
  return `${name} ${how}, ${failures} times in a row now; still trying every ${pause}, the reason is in ${file}.`;
}

function lastLine(logFile: string) {
  const line = readFileSync(logFile, 'utf8').trimEnd().split('\n').at(-1);
  return line || 'it said nothing';
}
