import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EventStore } from '@pgai/event-store/event-store.js';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type LocalStack, startLocal } from '../../scripts/local.ts';
import { freePortFamily, portsFrom } from '../../scripts/ports.ts';
import { storeEnvironment } from '../../scripts/stores.ts';
import { Person } from '../support/person.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'pgai-kill-'));
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
let port: number;
let local: LocalStack;

beforeAll(async () => {
  port = await freePortFamily();
  local = await startLocal({ port, dataDir, quiet: true });
});
afterAll(async () => {
  await local?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

type Acknowledged = { team: string; name: string; revision: number };

/** Somebody who renames a team for ever, and repeats a command with its key until it is acknowledged. */
class Renamer {
  readonly acknowledged: Acknowledged[] = [];
  private stopping = false;
  private running = Promise.resolve();

  constructor(
    private readonly person: Person,
    private readonly team: string,
  ) {}

  start() {
    this.running = this.run();
  }

  stop() {
    this.stopping = true;
    return this.running;
  }

  private async run() {
    for (let n = 1; !this.stopping; n++) {
      const name = `${this.team} ${n}`;
      const key = { 'idempotency-key': randomUUID() };
      for (;;) {
        const answer = await this.person
          .post(`/api/teams/${this.team}/rename`, { name }, key)
          .catch(() => undefined); // the API died while answering
        if (answer?.status === 200) {
          this.acknowledged.push({ team: this.team, name, revision: answer.body.revision });
          break;
        }
        if (answer && answer.status < 500) throw new Error(`refused: ${JSON.stringify(answer.body)}`);
        await pause(50); // as a client would, before it tries again
      }
    }
  }
}

it('loses, doubles and tears nothing when any process is killed in the middle of commands', async () => {
  const renamers = await Promise.all(
    Array.from({ length: 6 }, async (_, i) => {
      const person = await Person.signUp(local.url, `Renamer ${i}`);
      return new Renamer(person, await person.team(`Team ${i}`));
    }),
  );
  for (const renamer of renamers) renamer.start();
  const counts = () => renamers.map(({ acknowledged }) => acknowledged.length);
  const allGoOn = async () => {
    const before = counts();
    await vi.waitFor(
      () => counts().forEach((count, i) => void expect(count).toBeGreaterThan(before[i]! + 2)),
      {
        timeout: 30_000,
        interval: 20,
      },
    );
  };

  await allGoOn();
  for (const victim of ['event node', 'api', 'projector', 'postgres', 'event node', 'api']) {
    const before = local.pids();
    process.kill(before[victim]!, 'SIGKILL');
    await allGoOn();
    await vi.waitFor(() => expect(local.pids()[victim]).not.toBe(before[victim]), { timeout: 10_000 });
    await Promise.all(local.stack.services.map((service) => service.ready()));
    for (const survivor of ['api', 'projector'])
      if (survivor !== victim) expect(local.pids()[survivor]).toBe(before[survivor]);
  }
  await Promise.all(renamers.map((renamer) => renamer.stop()));

  const stores = storeEnvironment(local.stack.data, portsFrom(port));
  const store = new EventStore(stores.EVENTSTORE_URL);
  for (const { acknowledged } of renamers) {
    const { team } = acknowledged[0]!;
    const events = await store.read(`team-${team}`);
    const renames = events.filter(({ type }) => type === 'TeamRenamed');
    expect(events.map(({ revision }) => Number(revision))).toEqual(events.map((_, i) => i));
    expect(
      renames.map(({ data, revision }) => ({ team, name: data.name, revision: Number(revision) })),
    ).toEqual(acknowledged);
  }
  await store.dispose();
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['apps/projector/dist/verify.main.js', 'all'],
    {
      env: { ...process.env, ...stores },
    },
  );
  expect(stdout).toMatch(/team-list team_list: equal/);
  expect(stdout).not.toContain('DIFFERENT');
}, 120_000);
