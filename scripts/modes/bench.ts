import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { compile } from '../build.ts';
import { root } from '../paths.ts';
import { Refusal } from '../refusal.ts';
import { runScript } from '../step.ts';

const bench = join(root, 'test/bench');

/** `npm run bench`: its peers and load generator are packages that nothing else needs, so they come only now. */
export async function run(args: string[]) {
  if (!(await compile())) return 1;
  await installPackages();
  return runScript(join(bench, 'run.ts'), args);
}

async function installPackages() {
  const npm = process.env.npm_execpath;
  const [command, ...first] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm'];
  const options = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  const child = spawn(command, [...first, ...options], { cwd: bench, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Refusal(`The packages of ${bench} cannot be installed: npm says why above.`);
}
