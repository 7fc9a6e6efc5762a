import type { Fault, ViewAnalysis } from '@pgai/contracts/view-analysis.js';
import { mostOfView } from '@pgai/contracts/view-limits.js';
import { error } from './fault.js';

export type Complexity = ViewAnalysis['complexity'];

const parts = ['tables', 'joins', 'columns', 'expressions'] as const;

export const beyondAll = (complexity: Complexity) =>
  parts.some((what) => complexity[what] > mostOfView[what]);

export const checkLimits = (complexity: Complexity, limits: Complexity): Fault[] =>
  parts
    .map((what) => ({ what, count: complexity[what], limit: Math.min(limits[what], mostOfView[what]) }))
    .filter(({ count, limit }) => count > limit)
    .map(({ what, count, limit }) =>
      error('too-complex', `The query has ${count} ${what}, and at most ${limit} are allowed.`, {
        hint: 'Split it into several views, or ask an owner or admin to raise the limit in Settings, Limits.',
      }),
    );
