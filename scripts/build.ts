import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.ts';
import { Refusal } from './refusal.ts';
import { step } from './step.ts';

const modules = join(root, 'node_modules');
const web = join(root, 'apps/web');
const webStamp = join(modules, '.pgai-web');

// Two packages bring a `tsc`, so each tool is called by its file and never by its name.
export const tools = {
  tsc: join(modules, '@typescript/native/bin/tsc'),
  biome: join(modules, '@biomejs/biome/bin/biome'),
  vite: join(modules, 'vite/bin/vite.js'),
  svelteKit: join(modules, '@sveltejs/kit/svelte-kit.js'),
  svelteCheck: join(modules, 'svelte-check/bin/svelte-check'),
  vitest: join(modules, 'vitest/vitest.mjs'),
};

export const compile = () => step('tsc -b', tools.tsc, ['-b']);

/** @throws Refusal, the tools having said what is wrong */
export async function build() {
  if (!(await compile()) || !(await buildWeb())) throw new Refusal('It was not started, see above.');
}

/** Twenty seconds of work, so only when something changed that the pages are made of. */
export async function buildWeb() {
  const hash = webHash();
  if (existsSync(join(web, 'build/index.html')) && stamped() === hash) return true;
  console.log('Building the web app; this takes about half a minute.');
  const built =
    (await step('svelte-kit sync', tools.svelteKit, ['sync'], { cwd: web, quiet: true })) &&
    (await step('vite build', tools.vite, ['build', '--logLevel', 'error'], { cwd: web, quiet: true }));
  if (built) writeFileSync(webStamp, hash);
  return built;
}

const stamped = () => (existsSync(webStamp) ? readFileSync(webStamp, 'utf8') : undefined);

function webHash() {
  const hash = createHash('sha256');
  const files = [join(root, 'package-lock.json'), ...sources(web), ...sources(join(root, 'libs/contracts'))];
  for (const file of files) hash.update(file.slice(root.length)).update(readFileSync(file));
  return hash.digest('hex');
}

const made = new Set(['node_modules', 'build', 'dist', '.svelte-kit']);

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !made.has(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? sources(path) : [path];
    });
}
