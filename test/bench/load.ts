import { setTimeout as delay } from 'node:timers/promises';
import { figure, median, percentile } from './harness.ts';

export type Load = { workers: number; ms: number };
export type Loaded = { perSecond: number; p50: number; p99: number };

/** So many workers at once, each doing its work again and again until the time is up. */
export async function underLoad({ workers, ms }: Load, startWorker: (n: number) => () => Promise<unknown>) {
  const latencies: number[] = [];
  const begun = performance.now();
  const worker = async (work: () => Promise<unknown>) => {
    for (let at = begun; at - begun < ms; ) {
      await work();
      const done = performance.now();
      latencies.push(done - at);
      at = done;
    }
  };
  await Promise.all(Array.from({ length: workers }, (_, n) => worker(startWorker(n))));
  const seconds = (performance.now() - begun) / 1_000;
  return summary(latencies, seconds);
}

export const summary = (latencies: number[], seconds: number): Loaded => ({
  perSecond: latencies.length / seconds,
  p50: percentile(latencies, 0.5),
  p99: percentile(latencies, 0.99),
});

/** The medians of several rounds. */
export function said(rounds: readonly Loaded[]) {
  const of = (pick: (round: Loaded) => number) => figure(median(rounds.map(pick)));
  return `${of((round) => round.perSecond)}/s, p50 ${of((round) => round.p50)} ms, p99 ${of((round) => round.p99)} ms`;
}

/** A load process: does each job its parent sends, one after the other, and ends with its parent. */
export function serveJobs<Job, Result>(work: (job: Job) => Promise<Result>) {
  process.on('disconnect', () => process.exit(0)).on('SIGTERM', () => process.exit(0));
  process.on('SIGINT', () => undefined); // the parent ends us, in order
  process.on('message', (job: Job) => {
    work(job).then(
      (result) => process.send?.({ result }),
      (error) => process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
    );
  });
}

/** Begins a piece of work at a steady pace, whether or not those before have ended, and waits for the last. */
export async function atPace(perSecond: number, seconds: number, work: (n: number) => Promise<unknown>) {
  const begun = performance.now();
  const works: Promise<unknown>[] = [];
  for (let n = 0; n < perSecond * seconds; n++) {
    await delay(Math.max(0, begun + (n * 1_000) / perSecond - performance.now()));
    works.push(work(n));
  }
  await Promise.all(works);
}

/** Two ends of one measurement that may come in either order. */
export class Sightings {
  private readonly first = new Map<string, number>();
  private readonly waiting = new Map<string, (at: number) => void>();

  saw(key: string) {
    const at = performance.now();
    this.waiting.get(key)?.(at);
    if (!this.first.has(key)) this.first.set(key, at);
  }

  /** When it was first seen, or will be. */
  async of(key: string) {
    const already = this.first.get(key);
    return already ?? new Promise<number>((resolve) => this.waiting.set(key, resolve));
  }
}
