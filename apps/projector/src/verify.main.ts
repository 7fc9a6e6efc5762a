import { onProjections } from './tool.js';
import { verify } from './verify.js';

await onProjections('verify', async (projection, tools) => {
  const verdicts = await verify(projection, tools);
  for (const { table, position, equal, live, rebuilt, differences } of verdicts) {
    const counts = equal ? `${live.rows} rows` : `${live.rows} rows live, ${rebuilt.rows} rebuilt`;
    const where = differences.length > 0 ? `, differs at ${differences.join(' ')}` : '';
    console.log(
      `${projection.name} ${table}: ${equal ? 'equal' : 'DIFFERENT'} at position ${position}, ${counts}${where}`,
    );
  }
  return verdicts.every(({ equal }) => equal);
});
