import { buildWeb, compile } from '../build.ts';
import { chosenDataDirectory } from '../data-directory.ts';
import { startLocal } from '../local.ts';
import { chosenPort } from '../ports.ts';
import { endsWithUs } from '../signals.ts';
import { summary } from '../summary.ts';

/** `npm start`: builds what changed, starts everything, and stays until it is told to stop. */
export async function run() {
  const port = chosenPort();
  if (!(await compile()) || !(await buildWeb())) return 1;
  const began = Date.now();
  const local = await startLocal({
    port,
    dataDir: chosenDataDirectory(),
    opened: (stack) =>
      endsWithUs({
        kill: () => stack.kill(),
        stop: async () => {
          console.log('Stopping.');
          await stack.stop();
          process.exit(0);
        },
      }),
  });
  console.log(summary(local, (Date.now() - began) / 1000));
  return new Promise<never>(() => undefined); // until a signal comes
}
