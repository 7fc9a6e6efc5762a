import { TargetError } from '@pgai/target/target-error.js';
import { parseSelect } from '../sql/parse-select.js';

/** Nothing but one SELECT is ever run for anybody: a single COMMIT would leave the transaction that changes nothing. @throws TargetError */
export async function onlySelect(sql: string) {
  const parsed = await parseSelect(sql);
  if ('fault' in parsed)
    throw new TargetError('query-failed', parsed.fault.message, parsed.fault.hint ?? 'Nothing was run.');
}
