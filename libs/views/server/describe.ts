import type { ViewParameter } from '@pgai/contracts/view-definition.js';
import type { Session } from '@pgai/target/session.js';
import type { Target } from '@pgai/target/target.js';
import { TargetError } from '@pgai/target/target-error.js';
import { asStatement } from './describe-statement.js';
import { asView } from './describe-view.js';
import type { Described } from './described-columns.js';
import { onlySelect } from './only-select.js';

const lockNotGiven = '55P03';

/**
 * What a query returns, where each column comes from and what it cannot be without, as the server itself says of a view that is
 * made in a transaction and rolled back. @throws TargetError
 */
export async function describeOnServer(
  session: Session,
  target: Target,
  sql: string,
  parameters: readonly ViewParameter[],
): Promise<Described> {
  await onlySelect(sql);
  try {
    return await asView(session, target, sql, parameters);
  } catch (error) {
    if (!(error instanceof TargetError) || !refused(error)) throw error;
    return asStatement(session, target, sql, parameters);
  }
}

/** No right to make a view, a server or user that only reads, a trigger that forbids it; if it is the query, that is said again. */
const refused = ({ code, sqlState }: TargetError) =>
  (code === 'query-failed' || code === 'privilege-missing') && sqlState !== lockNotGiven;
