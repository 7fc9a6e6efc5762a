import { atLeast, atMost, type Bench, interleaved, ratio } from './harness.ts';
import { type Loaded, said } from './load.ts';

/** Appends of one event, by 32 writers and by one. */
export const append: Bench = async (lab) => {
  const node = await lab.eventNode(await lab.database());
  const ours = lab.load<Loaded>('append/client.load.ts', { EVENTSTORE_URL: node.url });
  const raw = lab.load<Loaded>('append/raw.load.ts', { DATABASE_URL: await lab.database() });
  const emmett = lab.load<Loaded>('append/emmett.load.ts', { DATABASE_URL: await lab.database() });

  const ms = lab.quick ? 700 : 1_500;
  const many = { workers: 32, ms };
  const one = { workers: 1, ms: ms / 2 };
  const at32 = await interleaved(lab.rounds, {
    ours: () => ours(many),
    raw: () => raw(many),
    emmett: () => emmett(many),
  });
  const alone = await interleaved(lab.rounds, { ours: () => ours(one), raw: () => raw(one) });

  const speed = (loads: Loaded[]) => loads.map(({ perSecond }) => perSecond);
  const p50 = (loads: Loaded[]) => loads.map((load) => load.p50);
  return [
    {
      what: 'append, 32 writers / plain INSERT, 32 connections',
      ours: said(at32.ours),
      against: said(at32.raw),
      ...ratio(speed(at32.ours), speed(at32.raw)),
      goal: atLeast(0.45),
    },
    {
      what: 'append, 32 writers / Emmett on PostgreSQL, in-process',
      ours: said(at32.ours),
      against: said(at32.emmett),
      ...ratio(speed(at32.ours), speed(at32.emmett)),
      goal: atLeast(2),
    },
    {
      what: 'append, one writer, p50 / plain INSERT, one connection',
      ours: said(alone.ours),
      against: said(alone.raw),
      ...ratio(p50(alone.ours), p50(alone.raw)),
      goal: atMost(3),
    },
  ];
};
