import type { Lab } from './lab.ts';

/** A goal for a figure: a bound on a ratio, or on an absolute value with its unit. */
export type Goal = { least: number; unit: string } | { most: number; unit: string };

export type Row = {
  /** what was done, and against what */
  what: string;
  /** absolute figures, for information */
  ours: string;
  against: string;
  /** what the goal speaks of */
  value: number;
  /** smallest and largest round, when there were several */
  range?: readonly [number, number];
  goal: Goal;
};

export type Bench = (lab: Lab) => Promise<Row[]>;

export const atLeast = (least: number, unit = '×'): Goal => ({ least, unit });
export const atMost = (most: number, unit = '×'): Goal => ({ most, unit });
export const reached = (value: number, goal: Goal) =>
  'least' in goal ? value >= goal.least : value <= goal.most;

/** The value that this share of all values does not exceed. */
export function percentile(values: readonly number[], share: number) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export const median = (values: readonly number[]) => percentile(values, 0.5);

export type Rounds = { warmUp: number; counted: number };

/**
 * Runs the arms in turn, forwards in one round and backwards in the next, so that a machine which gets slower or busier
 * in the meantime does so for all of them. The rounds in which programs are still being compiled do not count.
 */
export async function interleaved<Name extends string, Result>(
  { warmUp, counted }: Rounds,
  arms: Record<Name, () => Promise<Result>>,
): Promise<Record<Name, Result[]>> {
  const names = Object.keys(arms) as Name[];
  const results = Object.fromEntries(names.map((name) => [name, [] as Result[]])) as Record<Name, Result[]>;
  for (let round = 0; round < warmUp + counted; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const result = await arms[name]();
      if (round >= warmUp) results[name].push(result);
    }
  }
  return results;
}

/** Ours divided by the other, round by round: the median of these, and how far apart they were. */
export function ratio(ours: readonly number[], against: readonly number[]) {
  const ratios = ours.map((value, round) => value / (against[round] ?? Number.NaN));
  return { value: median(ratios), range: [Math.min(...ratios), Math.max(...ratios)] as const };
}

export const figure = (value: number) =>
  value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
