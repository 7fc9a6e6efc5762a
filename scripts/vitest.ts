import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tools } from './build.ts';
import type { Count } from './count.ts';
import { runScript } from './step.ts';

/** Runs Vitest with its output streaming by; the answer says how many tests passed and failed. */
export async function vitest(args: string[]): Promise<Count> {
  const folder = mkdtempSync(join(tmpdir(), 'pgai-vitest-'));
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await runScript(tools.vitest, ['run', ...reporters, ...args]);
  const { passed, failed } = counted(report);
  rmSync(folder, { recursive: true, force: true });
  // A file that cannot be loaded, or an error outside of any test, fails the run without failing a test.
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
}

function counted(report: string) {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'));
    return { passed: Number(numPassedTests), failed: Number(numFailedTests) };
  } catch {
    return { passed: 0, failed: 0 }; // it ended before it could write one; its code tells the rest
  }
}
