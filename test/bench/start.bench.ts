import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { atMost, type Bench, figure, median } from './harness.ts';
import { startPlatform } from './platform.ts';

/** How long the API takes to start, and what it keeps when nobody asks for anything. */
export const start: Bench = async (lab) => {
  const platform = await startPlatform(lab);
  const times: number[] = [];
  for (let n = 0; n < 4; n++) {
    const api = await platform.api();
    if (n > 0) times.push(api.readyMs / 1_000); // the first reads the files from disk
    await api.stop();
  }

  const api = await platform.api();
  const idleSeconds = lab.quick ? 2 : 10;
  await delay(idleSeconds * 1_000);
  return [
    {
      what: 'start, API process: spawned to ready',
      ours: `${times.map(figure).join(', ')} s`,
      against: '',
      value: median(times),
      goal: atMost(2, 's'),
    },
    {
      what: `memory, API process: resident after ${idleSeconds} s without requests`,
      ours: '',
      against: '',
      value: residentBytes(api.pid) / 1e6,
      goal: atMost(150, 'MB'),
    },
  ];
};

function residentBytes(pid: number) {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) * 1_024;
}
