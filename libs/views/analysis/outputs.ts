import type { Fault, FaultPlace } from '@pgai/contracts/view-analysis.js';
import { reserved } from '../definition/keywords.js';
import { error, warning } from './fault.js';

/** Words clients of an endpoint say in its address: a column of that name could not be filtered by. */
const ofRequests = new Set([
  'select',
  'order',
  'limit',
  'offset',
  'columns',
  'on_conflict',
  'and',
  'or',
  'not',
]);

/** What is wrong with the names of what a query returns. */
export function checkOutputs(columns: { name: string; place: FaultPlace }[]): Fault[] {
  const seen = new Set<string>();
  return columns.flatMap(({ name, place }) => {
    const twice = seen.has(name);
    seen.add(name);
    if (name === '?column?')
      return error('alias-missing', 'What is computed needs a name.', {
        place,
        hint: 'Write as and a name after it.',
      });
    if (twice)
      return error('output-twice', `Two columns are called ${name}.`, {
        place,
        hint: 'Give one of them another name.',
      });
    if (new TextEncoder().encode(name).length > 63)
      return error('name-too-long', 'A name has at most 63 bytes.', { place });
    if (ofRequests.has(name))
      return error(
        'name-reserved',
        `${name} is a word of requests: clients could not filter by this column.`,
        { place, hint: 'Give it another name.' },
      );
    if (reserved.has(name))
      return warning('name-keyword', `${name} is a word of SQL and has to be quoted wherever it is used.`, {
        place,
      });
    return [];
  });
}
