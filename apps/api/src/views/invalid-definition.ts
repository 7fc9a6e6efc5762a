import type { Fault } from '@pgai/contracts/view-analysis.js';
import { ProblemError } from '../platform/problem.js';

/** The ledger keeps the detail, so that says nothing of what people wrote, and names nobody; faults and hint do. */
export function invalidDefinition(faults: Fault[], authors: readonly string[] = []) {
  const errors = faults.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const said = first?.message ?? 'Look at the faults.';
  const hint = authors.length > 1 ? `${said} ${listed(authors)} have edited it since the last commit.` : said;
  const count = errors.length === 1 ? 'a fault' : `${errors.length} faults`;
  return new ProblemError(422, 'definition-invalid', `This definition has ${count}.`, { hint, faults });
}

const listed = (names: readonly string[]) => new Intl.ListFormat('en', { type: 'conjunction' }).format(names);
