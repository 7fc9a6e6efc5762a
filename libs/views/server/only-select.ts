import { TargetError } from '@pgai/target/target-error.js';
import { parse } from 'libpg-query';

/** Nothing but one SELECT is ever run for anybody: a single COMMIT would leave the transaction that changes nothing. @throws TargetError */
export async function onlySelect(sql: string) {
  const { stmts = [] } = await parse(sql).catch((error: Error) => {
    throw refused(`The text is not SQL: ${error.message}.`);
  });
  const [only] = stmts;
  if (stmts.length !== 1 || !only?.stmt || !('SelectStmt' in only.stmt))
    throw refused('The text is not exactly one SELECT.');
}

const refused = (detail: string) => new TargetError('query-failed', detail, 'Nothing was run.');
