import { rebuild } from './rebuild.js';
import { onProjections } from './tool.js';

await onProjections('rebuild', async (projection, tools) => {
  const started = performance.now();
  const { events, position } = await rebuild(projection, tools);
  const seconds = (performance.now() - started) / 1_000;
  console.log(
    `${projection.name}: rebuilt from ${events} events up to position ${position} in ${seconds.toFixed(1)} s`,
  );
  return true;
});
