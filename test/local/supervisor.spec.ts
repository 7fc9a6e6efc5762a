import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { Program } from '../../scripts/program.ts';
import { supervise } from '../../scripts/supervisor.ts';
import { alive } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'pgai-supervisor-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A supervised Node that runs one line of code. */
function supervised(name: string, code: string, after?: () => Promise<unknown>) {
  const command = process.execPath;
  const program: Program = { name, command, args: ['-e', code], stopSignal: 'SIGTERM', graceMs: 300 };
  const said: string[] = [];
  const service = supervise({
    name,
    after,
    program: () => program,
    logFile: join(folder, `${name}.log`),
    report: (sentence) => said.push(sentence),
    started: () => undefined,
  });
  return { service, said };
}

const serve = `process.send({ ready: true }); setInterval(() => {}, 1000)`;

describe('a supervised program', () => {
  it('is a failed start when it ends before it serves, with its last words', async () => {
    const { service } = supervised('clumsy', `console.error('PGAI_KEY is not set.'); process.exit(3)`);

    await expect(service.ready()).rejects.toThrow(
      'clumsy ended with code 3 while starting: PGAI_KEY is not set.',
    );
  });

  it('is started only after what it needs', async () => {
    let open: (value?: unknown) => void = () => undefined;
    const { service } = supervised('patient', serve, () => new Promise((resolve) => (open = resolve)));
    await Promise.resolve();
    expect(service.pid()).toBe(0);

    open();

    await service.ready();
    expect(alive([service.pid()])).toHaveLength(1);
    await service.stop();
  });

  it('is ended by force when it does not listen to the signal', async () => {
    const { service } = supervised('deaf', `process.on('SIGTERM', () => {}); ${serve}`);
    await service.ready();
    const pid = service.pid();

    await service.stop();

    expect(alive([pid])).toEqual([]);
  });

  it('is tried again ever more slowly, and said so, when it falls again and again', async () => {
    const { service, said } = supervised('frail', `process.send({ ready: true }, () => process.exit(1))`);

    await vi.waitUntil(() => said.length === 5, { timeout: 15_000 });
    await service.stop();

    expect(said.slice(0, 4)).toEqual(
      ['0.2', '0.4', '0.8', '1.6'].map((s) => `frail ended with code 1; starting it again in ${s} s.`),
    );
    expect(said[4]).toContain('frail ended with code 1, 5 times in a row now; still trying every 3.2 s');
  });

  it('stays stopped', async () => {
    const { service, said } = supervised('obedient', serve);
    await service.ready();
    const pid = service.pid();

    await service.stop();

    expect(alive([pid])).toEqual([]);
    expect(said).toEqual([]);
  });
});
