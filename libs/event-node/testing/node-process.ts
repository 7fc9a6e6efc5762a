import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** A node in a process of its own, as the supervisor runs it. */
export class NodeProcess {
  readonly output = { stdout: '', stderr: '' };
  readonly exited: Promise<{ code: number | null; signal: string | null }>;
  readonly #child: ChildProcess;
  readonly #ready: Promise<number>;

  constructor(env: Record<string, string>) {
    this.#child = fork(main, {
      env: { EVENT_NODE_PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [],
    });
    for (const name of ['stdout', 'stderr'] as const)
      this.#child[name]?.setEncoding('utf8').on('data', (text) => {
        this.output[name] += text;
      });
    const ended = (['stdout', 'stderr'] as const).map((name) =>
      once(this.#child[name] ?? this.#child, 'end'),
    );
    this.exited = once(this.#child, 'exit').then(async ([code, signal]) => {
      await Promise.all(ended);
      return { code, signal };
    });
    this.#ready = Promise.race([
      once(this.#child, 'message').then(([message]) => message.port),
      this.exited.then(() => Promise.reject(new Error(`The node ended: ${this.output.stderr}`))),
    ]);
    this.#ready.catch(() => undefined);
  }

  /** The port it listens on; fails if it ends before that. */
  ready() {
    return this.#ready;
  }

  kill(signal: NodeJS.Signals) {
    this.#child.kill(signal);
    return this.exited;
  }

  /** As if the parent had died. */
  disconnect() {
    this.#child.disconnect();
    return this.exited;
  }
}
