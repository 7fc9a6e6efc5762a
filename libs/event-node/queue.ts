import type { Written } from './batch.js';
import type { Command } from './decide.js';
import { sizeOf } from './event.js';
import { isMetastream } from './stream-name.js';

/** A command and whoever waits for its answer. */
export type Job = {
  command: Command;
  /** In milliseconds since 1970. */
  deadline: number;
  resolve(written: Written | Promise<Written>): void;
  reject(error: Error): void;
};

const BATCH_EVENTS = 512;
const BATCH_BYTES = 4 * 1024 * 1024;
const QUEUE_JOBS = 20_000;
const QUEUE_BYTES = 64 * 1024 * 1024;

/** Commands in the order of their arrival, so many and no more. */
export class Queue {
  readonly #jobs: { job: Job; size: number }[] = [];
  #bytes = 0;
  #room = Promise.withResolvers<void>();

  get empty() {
    return this.#jobs.length === 0;
  }

  get full() {
    return this.#jobs.length >= QUEUE_JOBS || this.#bytes >= QUEUE_BYTES;
  }

  /** Resolves when jobs have left. */
  room() {
    return this.#room.promise;
  }

  add(job: Job) {
    const size = job.command.kind === 'append' ? sizeOf(job.command.events) : 0;
    this.#bytes += size;
    this.#jobs.push({ job, size });
  }

  takeBatch() {
    return this.#take(this.#batchLength());
  }

  takeAll() {
    return this.#take(this.#jobs.length);
  }

  /** A batch ends after a command that may delete a stream, so that the writer can look at what was deleted. */
  #batchLength() {
    let events = 0;
    let bytes = 0;
    for (const [index, { job, size }] of this.#jobs.entries()) {
      const { command } = job;
      events += command.kind === 'append' ? command.events.length : 1;
      bytes += size;
      if (index > 0 && (events > BATCH_EVENTS || bytes > BATCH_BYTES)) return index;
      if (command.kind !== 'append' || isMetastream(command.stream)) return index + 1;
    }
    return this.#jobs.length;
  }

  #take(count: number) {
    const taken = this.#jobs.splice(0, count);
    for (const { size } of taken) this.#bytes -= size;
    this.#room.resolve();
    this.#room = Promise.withResolvers();
    return taken.map(({ job }) => job);
  }
}
