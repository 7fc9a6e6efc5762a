import { Refusal } from './refusal.ts';
import { ending, listenForSignals } from './signals.ts';

type Mode = { run(args: string[]): Promise<number> };

const modes: Record<string, () => Promise<Mode>> = {
  start: () => import('./modes/start.ts'),
  dev: () => import('./modes/dev.ts'),
  test: () => import('./modes/test.ts'),
  check: () => import('./modes/check.ts'),
  rebuild: () => import('./modes/rebuild.ts'),
  verify: () => import('./modes/verify.ts'),
  'rotate-keys': () => import('./modes/rotate-keys.ts'),
  'audit:verify': () => import('./modes/audit-verify.ts'),
  bench: () => import('./modes/bench.ts'),
  screenshots: () => import('./modes/screenshots.ts'),
};

const [name = '', ...args] = process.argv.slice(2);
listenForSignals();
try {
  const mode = modes[name];
  if (!mode) throw new Refusal(`There is no "${name}": choose one of ${Object.keys(modes).join(', ')}.`);
  leave(await (await mode()).run(args));
} catch (error) {
  if (!ending()) console.error(error instanceof Refusal ? error.message : error);
  leave(1);
}

function leave(code: number) {
  if (!ending()) process.exit(code); // otherwise it waits for all to have ended in order
}
