import type { Fault, ViewAnalysis } from '@pgai/contracts/view-analysis.js';
import { error } from './fault.js';

export type Complexity = ViewAnalysis['complexity'];

/** What a team allows where it says nothing else. */
export const defaultLimits: Complexity = { tables: 60, joins: 60, columns: 500, expressions: 5_000 };

/** Beyond this a query is not even looked at, whatever a team allows. */
const most: Complexity = { tables: 500, joins: 500, columns: 5_000, expressions: 20_000 };

const parts = ['tables', 'joins', 'columns', 'expressions'] as const;

export const beyondAll = (complexity: Complexity) => parts.some((what) => complexity[what] > most[what]);

export const checkLimits = (complexity: Complexity, limits: Complexity): Fault[] =>
  parts
    .map((what) => ({ what, count: complexity[what], limit: Math.min(limits[what], most[what]) }))
    .filter(({ count, limit }) => count > limit)
    .map(({ what, count, limit }) =>
      error('too-complex', `The query has ${count} ${what}, and at most ${limit} are allowed.`, {
        hint: 'Split it into several views.',
      }),
    );
