import { atLeast, type Bench, figure, interleaved, median, ratio } from './harness.ts';
import { writeHistory } from './read-all/history.ts';

type Read = { events: number; perSecond: number };

/** The whole log through the official client. */
export const readAll: Bench = async (lab) => {
  const node = await lab.eventNode(await lab.database());
  const events = lab.quick ? 20_000 : 200_000;
  await writeHistory(node.url, events);
  const read = lab.load<Read>('read-all/read.load.ts', {});
  const memory = await lab.load<{ url: string }>(
    'read-all/memory.load.ts',
    {},
  )({
    address: `127.0.0.1:${node.port}`,
  });

  const rounds = await interleaved(lab.longRounds, {
    ours: () => read({ url: node.url }),
    memory: () => read(memory),
  });

  const counts = new Set([...rounds.ours, ...rounds.memory].map((each) => each.events));
  if (counts.size > 1)
    throw new Error(`The two servers sent different logs: ${[...counts].join(', ')} events.`);

  const speed = (reads: Read[]) => reads.map(({ perSecond }) => perSecond);
  const said = (reads: Read[]) => `${figure(median(speed(reads)))} events/s`;
  return [
    {
      what: `readAll of ${figure(events)} events / the same frames from memory, no database`,
      ours: said(rounds.ours),
      against: said(rounds.memory),
      ...ratio(speed(rounds.ours), speed(rounds.memory)),
      goal: atLeast(0.5),
    },
  ];
};
