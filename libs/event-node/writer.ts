import { Batch, type Outcome, type Written } from './batch.js';
import type { Commits } from './commits.js';
import type { Command } from './decide.js';
import type { Head } from './head.js';
import type { Heads } from './heads.js';
import { type Job, Queue } from './queue.js';
import { RecentIds } from './recent-ids.js';
import { expired, tooBusy, Unavailable } from './refusal.js';
import type { Retries } from './retries.js';
import { baseOf } from './stream-name.js';
import type { WriterSession } from './writer-session.js';

/**
 * Group commit without a timer: while one batch becomes durable the next gathers, and a lone append waits for nobody.
 * Every answer, also a refusal, is given after the commit of the batch it was decided in.
 */
export class Writer {
  readonly #queue = new Queue();
  readonly #recent = new RecentIds();
  #running: Promise<void> | undefined;
  #stopped: Unavailable | undefined;

  constructor(
    readonly session: WriterSession,
    readonly retries: Retries,
    readonly heads: Heads,
    readonly commits: Commits,
    readonly onFailure: (error: unknown) => void,
  ) {}

  get full() {
    return this.#queue.full;
  }

  /** Resolves when a batch has left the queue. */
  room() {
    return this.#queue.room();
  }

  submit(command: Command, deadline = Number.POSITIVE_INFINITY): Promise<Written> {
    if (this.#stopped) return Promise.reject(this.#stopped);
    if (this.full) return Promise.reject(tooBusy());
    return new Promise((resolve, reject) => {
      this.#queue.add({ command, deadline, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Lets the batch in flight finish and refuses what still waits. */
  async stop(reason: Unavailable) {
    this.#stopped ??= reason;
    await this.#running;
    for (const { reject } of this.#queue.takeAll()) reject(this.#stopped);
  }

  async #run() {
    await new Promise(setImmediate); // what arrived in the same network packet belongs to the same batch
    while (!this.#queue.empty && !this.#stopped) {
      const jobs = this.#queue.takeBatch();
      try {
        await this.#commit(jobs);
      } catch (cause) {
        this.#stopped = new Unavailable('The outcome of the write is unknown.', { cause });
        for (const { reject } of jobs) reject(this.#stopped);
        this.onFailure(cause);
      }
    }
    this.#running = undefined;
  }

  async #commit(jobs: Job[]) {
    const heads = await this.#headsOf(jobs);
    const earlier = await this.#writtenBeforeDeletion(jobs, heads);
    const now = Date.now();
    const batch = new Batch(heads, this.#recent, this.commits.head, now);
    const decided = jobs.map((job): [Job, Outcome] => {
      const written = earlier.get(job);
      if (job.deadline <= now) return [job, { kind: 'refuse', refusal: expired() }];
      return [job, written ? { kind: 'written', written } : batch.add(job.command)];
    });
    if (batch.rows.length > 0) await this.session.insert(batch.rows);

    for (const [base, head] of heads) this.heads.set(base, head);
    this.commits.publish(batch.rows);
    for (const [job, outcome] of decided) this.#answer(job, outcome);
  }

  #answer({ command, resolve, reject }: Job, outcome: Outcome) {
    if (outcome.kind === 'written') resolve(outcome.written);
    else if (outcome.kind === 'refuse') reject(outcome.refusal);
    else if (command.kind === 'append')
      resolve(this.retries.answer(command, outcome.starts, outcome.otherwise));
  }

  async #headsOf(jobs: Job[]) {
    const bases = [...new Set(jobs.map(({ command }) => baseOf(command.stream)))];
    const heads = await this.session.heads(bases.filter((base) => !this.heads.get(base)));
    for (const base of bases) {
      const cached = this.heads.get(base);
      if (cached) heads.set(base, cached);
    }
    return heads;
  }

  async #writtenBeforeDeletion(jobs: Job[], heads: Map<string, Head>) {
    const found = new Map<Job, Written>();
    for (const job of jobs) {
      const { command } = job;
      if (command.kind !== 'append') continue;
      const written = await this.retries.beforeDeletion(command, heads.get(command.stream));
      if (written) found.set(job, written);
    }
    return found;
  }
}
