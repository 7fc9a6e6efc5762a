import { build } from '../build.ts';
import { chosenDataDirectory } from '../data-directory.ts';
import { startLocal } from '../local.ts';
import { chosenPort } from '../ports.ts';
import { endsWithUs, toBeEndedIsFine } from '../signals.ts';
import type { Stack } from '../stack.ts';
import { summary } from '../summary.ts';

/** `npm start`: builds what changed, starts everything, and stays until it is told to stop. */
export async function run() {
  const port = chosenPort();
  let began = Date.now();
  const local = await startLocal({
    port,
    dataDir: chosenDataDirectory(),
    prepare: async (stack) => {
      endsWithUs({ kill: () => stack.kill(), stop: () => stop(stack) });
      toBeEndedIsFine();
      await build();
      began = Date.now();
    },
  });
  console.log(summary(local, (Date.now() - began) / 1000));
  return new Promise<never>(() => undefined); // until a signal comes
}

function stop(stack: Stack) {
  console.log('Stopping.');
  return stack.stop();
}
