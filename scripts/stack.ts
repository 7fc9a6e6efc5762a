import { type DataDirectory, openDataDirectory } from './data-directory.ts';
import type { Program } from './program.ts';
import { type Taken, takeDataDirectory } from './running.ts';
import { type Service, supervise } from './supervisor.ts';

type Report = (sentence: string) => void;

/** The programs over one data directory, in the order in which they were added. */
export class Stack {
  readonly data: DataDirectory;
  readonly services: Service[] = [];
  readonly #taken: Taken;
  readonly #report: Report;
  #stopped: Promise<void> | undefined;

  /** @throws Refusal when the folder cannot be written, or another pgai has it */
  static async open(dataDir: string, report: Report) {
    const data = openDataDirectory(dataDir);
    return new Stack(data, await takeDataDirectory(data.path), report);
  }

  private constructor(data: DataDirectory, taken: Taken, report: Report) {
    this.data = data;
    this.#taken = taken;
    this.#report = report;
  }

  add(name: string, program: () => Program, after?: () => Promise<unknown>) {
    const service = supervise({
      name,
      program,
      after,
      logFile: this.data.log(name.replace(' ', '-')),
      report: this.#report,
      started: () => this.#taken.note(name, service.pid()),
    });
    this.services.push(service);
    return service;
  }

  pids() {
    return Object.fromEntries(this.services.map(({ name, pid }) => [name, pid()]));
  }

  /** The last one added goes first, so nobody loses what it still needs. */
  stop() {
    this.#stopped ??= this.#stopAll();
    return this.#stopped;
  }

  async #stopAll() {
    for (const service of this.services.toReversed()) await service.stop();
    this.#taken.release();
  }

  /** Without waiting for anything in work. */
  kill() {
    for (const { kill } of this.services) kill();
  }
}
