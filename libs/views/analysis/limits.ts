import type { Fault, ViewAnalysis } from '@pgai/contracts/view-analysis.js';
import { error } from './fault.js';

export type Complexity = ViewAnalysis['complexity'];

/** What a team allows where it says nothing else. */
export const defaultLimits: Complexity = { tables: 60, joins: 60, columns: 500, expressions: 5_000 };

export const checkLimits = (complexity: Complexity, limits: Complexity): Fault[] =>
  (['tables', 'joins', 'columns', 'expressions'] as const)
    .filter((what) => complexity[what] > limits[what])
    .map((what) =>
      error(
        'too-complex',
        `The query has ${complexity[what]} ${what}, and the team allows ${limits[what]}.`,
        {
          hint: 'Split it into several views.',
        },
      ),
    );
