import type { Expression } from '@pgai/contracts/expressions.js';
import { implies } from './implies.js';
import type { Told } from './told.js';
import type { VersionFinding } from './version-rules.js';

/** A condition more lets fewer rows through, one less lets more, unless another says as much. */
export function conditionFindings(
  old: readonly Expression[],
  now: readonly Expression[],
  told: { old: Told; now: Told },
): VersionFinding[] {
  const stronger = { strong: told.old.same, weak: told.now.same };
  const weaker = { strong: told.now.same, weak: told.old.same };
  const added = now.filter((is) => !old.some((was) => implies(was, is, stronger)));
  const gone = old.filter((was) => !now.some((is) => implies(is, was, weaker)));
  return [
    ...added.map((is): VersionFinding => {
      const after = told.now.text(is);
      return { rule: 'rows-visible-reduced', part: after, after };
    }),
    ...gone.map((was): VersionFinding => {
      const before = told.old.text(was);
      return { rule: 'rows-visible-increased', part: `without ${before}`, before };
    }),
  ];
}
