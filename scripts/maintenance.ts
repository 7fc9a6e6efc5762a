import { join } from 'node:path';
import { compile } from './build.ts';
import { chosenDataDirectory, openDataDirectory } from './data-directory.ts';
import { root } from './paths.ts';
import { chosenPort, portsFrom, portTaken, refuseTakenPorts } from './ports.ts';
import { endsWithUs } from './signals.ts';
import { Stack } from './stack.ts';
import { runScript } from './step.ts';
import { addStores, storeEnvironment, storePorts } from './stores.ts';

/** Runs a maintenance program on the stores of the pgai that runs here, or else starts those just for it. */
export async function withStores(program: string, args: string[]) {
  if (!(await compile())) return 1;
  const port = chosenPort();
  const ports = portsFrom(port);
  const work = (env: NodeJS.ProcessEnv) => runScript(join(root, program), args, { env });
  if (await portTaken(ports.web)) {
    return work(storeEnvironment(openDataDirectory(chosenDataDirectory()), ports));
  }

  const stack = await Stack.open(chosenDataDirectory(), console.log);
  endsWithUs(stack);
  try {
    await refuseTakenPorts(port, storePorts(ports));
    const stores = addStores(stack, ports);
    await stores.ready();
    return await work(stores.environment);
  } finally {
    await stack.stop();
  }
}
