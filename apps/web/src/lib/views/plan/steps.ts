import type { PlanStep, ViewPlan } from '@pgai/contracts/view-analysis.js';

export type Line = { step: PlanStep; depth: number; share: number; own: number; rows: number };

/** The plan from top to bottom, each step with its part of the whole: of the time where it ran, else of the estimated cost. */
export function linesOf({ plan }: ViewPlan): Line[] {
  const lines: Omit<Line, 'share'>[] = [];
  const waiting = [{ step: plan, depth: 0 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { step, depth } = next;
    lines.push({
      step,
      depth,
      own: Math.max(0, step.time ? step.time.own : step.cost.own),
      rows: step.rows.actual ?? step.rows.estimated,
    });
    waiting.push(...step.children.toReversed().map((child) => ({ step: child, depth: depth + 1 })));
  }
  const all = lines.reduce((sum, { own }) => sum + own, 0);
  return lines.map((line) => ({ ...line, share: all > 0 ? line.own / all : 0 }));
}

export function buffersOf({ plan }: ViewPlan): string | undefined {
  if (!plan.buffers) return undefined;
  const { hit, read } = plan.buffers;
  const figure = new Intl.NumberFormat('en-GB');
  return `${figure.format(hit)} buffers hit${read > 0 ? `, ${figure.format(read)} read` : ''}`;
}

/** Two digits that count, never more than the reader can use. */
export const figure = (value: number) =>
  value >= 100 ? String(Math.round(value)) : value.toFixed(value >= 0.095 || value === 0 ? 1 : 2);
