import { fork, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { ours } from '../../scripts/programs.ts';
import type { Rounds } from './harness.ts';

type Stoppable = { stop(): Promise<unknown> };
type Job = object;

/** Where one bench runs: what it starts here ends with it, the newest first. */
export class Lab {
  /** a superuser's address of the PostgreSQL that all arms share */
  readonly server: string;
  readonly quick: boolean;
  private readonly started: Stoppable[] = [];

  constructor(server: string, quick: boolean) {
    this.server = server;
    this.quick = quick;
  }

  /** Of short arms. A loaded API has reached its speed after some seconds of work. */
  get rounds(): Rounds {
    return this.quick ? { warmUp: 2, counted: 3 } : { warmUp: 3, counted: 7 };
  }

  /** Of arms that take seconds each. */
  get longRounds(): Rounds {
    return { warmUp: 1, counted: 3 };
  }

  own<T extends Stoppable>(thing: T): T {
    this.started.push(thing);
    return thing;
  }

  async stop() {
    for (const thing of this.started.splice(0).reverse()) await thing.stop();
  }

  /** The address of a fresh database. */
  async database() {
    const name = `bench_${randomBytes(6).toString('hex')}`;
    await runSql(this.server, `create database ${name}`);
    this.own({ stop: () => runSql(this.server, `drop database if exists ${name} with (force)`) });
    return Object.assign(new URL(this.server), { pathname: `/${name}` }).href;
  }

  /** A program of ours, started as `npm start` does, which says over its channel that it is ready. */
  async program(script: string, env: Record<string, string>) {
    const { command, args, env: environment } = ours(script, script, env);
    const began = performance.now();
    const child = spawn(command, args, { env: environment, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const exited = once(child, 'exit');
    const stop = async () => {
      child.kill('SIGTERM');
      await exited;
    };
    this.own({ stop });
    const [message] = await Promise.race([
      once(child, 'message') as Promise<[{ port?: number }]>,
      exited.then(([code]) => Promise.reject(new Error(`${script} ended with code ${code}`))),
    ]);
    return { pid: child.pid ?? 0, port: message.port ?? 0, readyMs: performance.now() - began, stop };
  }

  async eventNode(databaseUrl: string) {
    const env = { DATABASE_URL: databaseUrl, EVENT_NODE_PORT: '0' };
    const node = await this.program('libs/event-node/dist/main.js', env);
    return { ...node, url: `esdb://127.0.0.1:${node.port}?tls=false` };
  }

  /** A program of this folder in a process of its own, so that measuring does not slow down what is measured. */
  load<Result>(file: string, env: Record<string, string>) {
    const child = fork(fileURLToPath(new URL(file, import.meta.url)), { env: { ...process.env, ...env } });
    const exited = once(child, 'exit');
    this.own({
      stop: async () => {
        child.kill('SIGTERM');
        await exited;
      },
    });
    return async (job: Job): Promise<Result> => {
      child.send(job);
      const [answer] = await Promise.race([
        once(child, 'message') as Promise<[{ result?: Result; error?: string }]>,
        exited.then(([code]) => [{ error: `${file} ended with code ${code}` }] as const),
      ]);
      if ('error' in answer && answer.error) throw new Error(answer.error);
      return (answer as { result: Result }).result;
    };
  }
}

export async function runSql(url: string, sql: string) {
  const client = new pg.Client(url);
  await client.connect();
  return client.query(sql).finally(() => client.end());
}
