import { Batch, type Outcome, type Written } from './batch.js';
import type { Commits } from './commits.js';
import type { Append, Command } from './decide.js';
import { sizeOf } from './event.js';
import { emptyHead, type Head, isSoftDeleted } from './head.js';
import type { Heads } from './heads.js';
import type { Log } from './log.js';
import { RecentIds } from './recent-ids.js';
import { expired, type Refusal, tooBusy, Unavailable } from './refusal.js';
import { baseOf, isMetastream } from './stream-name.js';
import type { WriterSession } from './writer-session.js';

type Job = {
  command: Command;
  deadline: number;
  size: number;
  resolve(written: Written | Promise<Written>): void;
  reject(error: Error): void;
};

const BATCH_EVENTS = 512;
const BATCH_BYTES = 4 * 1024 * 1024;
const QUEUE_JOBS = 20_000;
const QUEUE_BYTES = 64 * 1024 * 1024;

/**
 * Group commit without a timer: while one batch becomes durable the next gathers, and a lone append waits for nobody.
 * Every answer, also a refusal, is given after the commit of the batch it was decided in.
 */
export class Writer {
  readonly #recent = new RecentIds();
  readonly #queue: Job[] = [];
  #queuedBytes = 0;
  #running: Promise<void> | undefined;
  #stopped: Unavailable | undefined;
  #room = Promise.withResolvers<void>();

  constructor(
    readonly session: Pick<WriterSession, 'heads' | 'insert'>,
    readonly log: Pick<Log, 'ids'>,
    readonly heads: Heads,
    readonly commits: Commits,
    readonly onFailure: (error: Error) => void,
  ) {}

  get full() {
    return this.#queue.length >= QUEUE_JOBS || this.#queuedBytes >= QUEUE_BYTES;
  }

  /** Resolves when a batch has left the queue. */
  room() {
    return this.#room.promise;
  }

  submit(command: Command, deadline = Number.POSITIVE_INFINITY): Promise<Written> {
    if (this.#stopped) return Promise.reject(this.#stopped);
    if (this.full) return Promise.reject(tooBusy());

    const size = command.kind === 'append' ? sizeOf(command.events) : 0;
    this.#queuedBytes += size;
    return new Promise((resolve, reject) => {
      this.#queue.push({ command, deadline, size, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Lets the batch in flight finish and refuses what still waits. */
  async stop(reason: Unavailable) {
    this.#stopped ??= reason;
    await this.#running;
    for (const { reject } of this.#take(this.#queue.length)) reject(this.#stopped);
  }

  async #run() {
    await new Promise(setImmediate); // what arrived in the same network packet belongs to the same batch
    while (this.#queue.length > 0 && !this.#stopped) {
      const jobs = this.#take(this.#batchLength());
      try {
        await this.#commit(jobs);
      } catch (cause) {
        this.#stopped = new Unavailable('The outcome of the write is unknown.', { cause });
        for (const { reject } of jobs) reject(this.#stopped);
        this.onFailure(cause instanceof Error ? cause : new Error(String(cause)));
      }
    }
    this.#running = undefined;
  }

  async #commit(jobs: Job[]) {
    const heads = await this.#loadHeads(jobs);
    const revived = await this.#alreadyWritten(jobs, heads);
    const now = Date.now();
    const batch = new Batch(heads, this.#recent, this.commits.head, now);
    const outcomes = jobs.map((job): Outcome => {
      if (job.deadline <= now) return { kind: 'refuse', refusal: expired() };
      const written = revived.get(job);
      return written ? { kind: 'written', written } : batch.add(job.command);
    });
    if (batch.rows.length > 0) await this.session.insert(batch.rows);

    for (const [base, head] of heads) this.heads.set(base, head);
    this.commits.publish(batch.rows);
    jobs.forEach((job, index) => {
      const outcome = outcomes[index];
      if (outcome) this.#answer(job, outcome);
    });
  }

  #answer({ command, resolve, reject }: Job, outcome: Outcome) {
    if (outcome.kind === 'written') resolve(outcome.written);
    else if (outcome.kind === 'refuse') reject(outcome.refusal);
    else if (command.kind === 'append') resolve(this.#compared(command, outcome.starts, outcome.otherwise));
  }

  /** By now everything that was decided earlier is committed, so the ids in the database have the last word. */
  async #compared(append: Append, starts: bigint[], otherwise: Refusal): Promise<Written> {
    for (const start of starts) {
      const written = await this.#stored(append, start);
      if (written) return written;
    }
    throw otherwise;
  }

  async #stored({ stream, events }: Append, start: bigint): Promise<Written | undefined> {
    const stored = await this.log.ids(stream, start, events.length);
    const same = events.every(({ id }, index) => stored[index]?.id === id);
    return same ? stored.at(-1) : undefined;
  }

  async #loadHeads(jobs: Job[]) {
    const bases = [...new Set(jobs.map(({ command }) => baseOf(command.stream)))];
    const heads = await this.session.heads(bases.filter((base) => !this.heads.get(base)));
    for (const base of bases) {
      const cached = this.heads.get(base);
      if (cached) heads.set(base, cached);
    }
    return heads;
  }

  /** A deleted stream accepts `no_stream` again, but not the retry of what was written before the deletion. */
  async #alreadyWritten(jobs: Job[], heads: Map<string, Head>) {
    const found = new Map<Job, Written>();
    for (const job of jobs) {
      const { command } = job;
      if (command.kind !== 'append' || command.expected !== 'no_stream' || isMetastream(command.stream))
        continue;
      if (!isSoftDeleted(heads.get(command.stream) ?? emptyHead) || command.events.length === 0) continue;
      const written = await this.#stored(command, 0n);
      if (written) found.set(job, written);
    }
    return found;
  }

  /** A batch ends after a command that may delete a stream, so that the question above is asked in time. */
  #batchLength() {
    let events = 0;
    let bytes = 0;
    for (const [index, { command, size }] of this.#queue.entries()) {
      events += command.kind === 'append' ? command.events.length : 1;
      bytes += size;
      if (index > 0 && (events > BATCH_EVENTS || bytes > BATCH_BYTES)) return index;
      if (command.kind !== 'append' || isMetastream(command.stream)) return index + 1;
    }
    return this.#queue.length;
  }

  #take(count: number) {
    const jobs = this.#queue.splice(0, count);
    for (const { size } of jobs) this.#queuedBytes -= size;
    this.#room.resolve();
    this.#room = Promise.withResolvers();
    return jobs;
  }
}
