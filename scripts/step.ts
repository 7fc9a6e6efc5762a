import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { root } from './paths.ts';
import { ending, endsWithUs } from './signals.ts';

type Options = { cwd?: string; quiet?: boolean; env?: NodeJS.ProcessEnv };

const working = new Set<ChildProcess>();

endsWithUs({
  kill: () => {
    for (const child of working) child.kill('SIGKILL');
  },
  stop: async () => {
    const ended = [...working].map((child) => once(child, 'close'));
    for (const child of working) child.kill('SIGTERM');
    await Promise.all(ended);
  },
});

/** Runs a script on our Node to its end and answers with its code. */
export async function runScript(script: string, args: string[], { cwd, quiet, env }: Options = {}) {
  const output = quiet ? 'pipe' : 'inherit';
  const child = spawn(process.execPath, [script, ...args], {
    cwd: cwd ?? root,
    env: { ...process.env, ...env },
    stdio: ['inherit', output, output],
  });
  working.add(child);
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => said.push(part));
  const [code] = await once(child, 'close');
  working.delete(child);
  if (code !== 0 && !ending()) process.stderr.write(Buffer.concat(said));
  return Number(code ?? 1);
}

/** One step of a build or check, true when it was content. A quiet one is heard only when it was not. */
export async function step(title: string, script: string, args: string[], options: Options = {}) {
  const code = await runScript(script, args, options);
  if (code !== 0 && !ending()) console.error(`${title} failed (code ${code}).`);
  return code === 0;
}
