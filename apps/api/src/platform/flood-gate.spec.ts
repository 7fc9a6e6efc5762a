import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FloodGate, windowMs, writtenEach } from './flood-gate.js';

describe('a flood of refusals', () => {
  it('is written one by one up to a bound, then counted by code', () => {
    const gate = new FloodGate();
    const admitted = Array.from({ length: writtenEach + 5 }, () =>
      gate.admits('eve', 'not-permitted', 1_000),
    );

    expect(admitted.filter(Boolean)).toHaveLength(writtenEach);
    expect(gate.counted(2_000)).toEqual([]);
    expect(gate.counted(1_000 + windowMs)).toEqual([
      {
        actor: 'eve',
        event: {
          type: 'CommandsRefused',
          data: {
            count: 5,
            from: '1970-01-01T00:00:01.000Z',
            to: '1970-01-01T00:00:01.000Z',
            codes: { 'not-permitted': 5 },
          },
        },
      },
    ]);
  });

  it('of one actor takes nothing from another', () => {
    const gate = new FloodGate();
    for (let n = 0; n < 100; n++) gate.admits('eve', 'not-permitted', 0);

    expect(gate.admits('ada', 'not-permitted', 0)).toBe(true);
  });

  it('loses none: written and counted are all there were', () => {
    const tries = fc.array(
      fc.tuple(fc.constantFrom('ada', 'eve'), fc.constantFrom('a', 'b'), fc.nat(9_000)),
      {
        maxLength: 400,
      },
    );
    fc.assert(
      fc.property(tries, (refusals) => {
        const gate = new FloodGate();
        let now = 0;
        let known = 0;
        const count = (all = false) => {
          for (const { event } of gate.counted(now, all))
            if (event.type === 'CommandsRefused') known += event.data.count;
        };
        for (const [actor, code, later] of refusals) {
          now += later;
          count();
          if (gate.admits(actor, code, now)) known++;
        }
        count(true);
        return known === refusals.length;
      }),
    );
  });
});
