import type { PlanStep, ViewPlan } from '@pgai/contracts/view-analysis.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { buffersOf, figure, linesOf } from './steps.ts';

const step = (id: number, own: number, children: PlanStep[] = [], time = false): PlanStep => ({
  id,
  type: 'Seq Scan',
  on: null,
  alias: null,
  detail: null,
  rows: { estimated: 7, actual: time ? 3 : null },
  loops: time ? 1 : null,
  cost: { startup: 0, total: own, own },
  time: time ? { own, total: own } : null,
  removed_by_filter: null,
  buffers: null,
  children,
});
const of = (plan: PlanStep): ViewPlan => ({
  plan,
  analyzed: false,
  planning_ms: null,
  execution_ms: null,
  estimated_rows: 0,
  estimated_cost: 0,
  text: '',
  suggestions: [],
});

it('goes from top to bottom, children in their order', () => {
  const lines = linesOf(of(step(0, 1, [step(1, 2, [step(2, 1)]), step(3, 4)])));
  expect(lines.map(({ step, depth }) => [step.id, depth])).toEqual([
    [0, 0],
    [1, 1],
    [2, 2],
    [3, 1],
  ]);
  expect(lines.map(({ share }) => share)).toEqual([1 / 8, 2 / 8, 1 / 8, 4 / 8]);
});

it('goes by times and counted rows where the plan really ran', () => {
  expect(linesOf(of(step(0, 5, [], true)))[0]).toMatchObject({ own: 5, rows: 3, share: 1 });
});

it('shares come to one, or to nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -1, max: 1e9, noNaN: true }), { maxLength: 20 }), (owns) => {
      const sum = linesOf(
        of(
          step(
            0,
            0,
            owns.map((own, at) => step(at + 1, own)),
          ),
        ),
      ).reduce((all, { share }) => all + share, 0);
      expect(Math.abs(sum - (owns.some((own) => own > 0) ? 1 : 0))).toBeLessThan(1e-6);
    }),
  );
});

it('survives a plan as deep as no reader wants one', () => {
  let plan = step(0, 1);
  for (let id = 1; id < 20_000; id++) plan = step(id, 1, [plan]);
  expect(linesOf(of(plan))).toHaveLength(20_000);
});

it('writes figures short', () => {
  expect([0, 0.031, 2.34, 22.4, 1234.5].map(figure)).toEqual(['0.0', '0.03', '2.3', '22.4', '1235']);
  expect(buffersOf(of({ ...step(0, 1), buffers: { hit: 2914, read: 0 } }))).toBe('2,914 buffers hit');
});
