import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { command } from './command.ts';

describe('a start that cannot be', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pgai-refusals-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('names the data directory that cannot be written', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const refused = command('start', { PGAI_DATA_DIR: join(file, 'data') });

    expect(await refused.ended).toBe(1);
    expect(refused.output().trim()).toBe(
      `The data directory ${file}/data cannot be written (ENOTDIR): make it writable, or set PGAI_DATA_DIR to a different folder.`,
    );
  });

  it('names the port that is none', async () => {
    const refused = command('start', { PORT: 'http', PGAI_DATA_DIR: folder });

    expect(await refused.ended).toBe(1);
    expect(refused.output().trim()).toBe(
      'PORT is "http": it must be a number from 1024 to 65502, for example PORT=4000.',
    );
  });

  it('names the commands that there are', async () => {
    const refused = command('run', {});

    expect(await refused.ended).toBe(1);
    expect(refused.output()).toMatch(/^There is no "run": choose one of start, dev, test/);
  });
});
