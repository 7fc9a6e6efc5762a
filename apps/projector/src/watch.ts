import { setTimeout as delay } from 'node:timers/promises';

type Rounds<Due> = {
  pollMs: number;
  mostAtOnce: number;
  /** Takes at most so many that are due, and moves their next look on: one that dies in between costs one round, no more. */
  claim: (atMost: number) => Promise<Due[]>;
  /** Never throws. */
  look: (due: Due) => Promise<void>;
};

/** Looks at what is due, again and again and some at a time; any number of processes share the rows. */
export class Watch<Due> {
  private readonly stopping = new AbortController();
  private readonly underWay = new Set<Promise<void>>();
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly rounds: Rounds<Due>) {}

  start() {
    this.running = this.run();
  }

  /** Finishes the looks under way. */
  async stop() {
    this.stopping.abort();
    await this.running;
    await Promise.all(this.underWay);
  }

  private async run() {
    const { signal } = this.stopping;
    const { pollMs, look } = this.rounds;
    while (!signal.aborted) {
      const due = await this.claim().catch(() => []); // the platform's own database is away; that is said elsewhere
      for (const one of due) {
        const done = look(one).finally(() => this.underWay.delete(done));
        this.underWay.add(done);
      }
      await delay(pollMs, undefined, { signal }).catch(() => undefined);
    }
  }

  private async claim(): Promise<Due[]> {
    const free = this.rounds.mostAtOnce - this.underWay.size;
    return free > 0 ? this.rounds.claim(free) : [];
  }
}
