import type { Expression } from '@pgai/contracts/expressions.js';
import type { Fault, FaultPlace } from '@pgai/contracts/view-analysis.js';
import { error } from '../analysis/fault.js';
import { grammarFunctions } from './print-expression.js';

/** Calls that the grammar of SQL would not take. */
export function checkCallShape(call: Expression & { kind: 'call' }, place: FaultPlace): Fault[] {
  const { name, arguments: given, star, distinct, filter } = call;
  const [only = ''] = name;
  const refused = (message: string) => [error('call-shape', message, { place })];
  if (star && (given.length > 0 || distinct)) return refused(`${only}(*) takes nothing else.`);
  if (distinct && given.length === 0) return refused(`${only}(distinct) needs what it counts.`);
  if (name.length > 1 || !grammarFunctions.has(only)) return [];
  if (star || distinct || filter) return refused(`${only} is no aggregate.`);
  if (only === 'nullif' && given.length !== 2) return refused('nullif takes two values.');
  return given.length === 0 ? refused(`${only} takes at least one value.`) : [];
}
