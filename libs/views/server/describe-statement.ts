import type { ViewParameter } from '@pgai/contracts/view-definition.js';
import { describe } from '@pgai/target/describe.js';
import { reading } from '@pgai/target/read.js';
import type { Session } from '@pgai/target/session.js';
import type { Target } from '@pgai/target/target.js';
import { asNeeds, type Described, outputColumn, placesOf } from './described-columns.js';
import { type Ask, typeNames, typesOf } from './running.js';

const timeoutMs = 5_000;

/** What the server tells of any statement: types, and where a column comes from that is passed through. */
export function asStatement(
  session: Session,
  target: Target,
  sql: string,
  parameters: readonly ViewParameter[],
) {
  return reading(session, target, async (read): Promise<Described> => {
    const say: Ask = async (text, values) => (await read(text, values, { timeoutMs })).rows;
    const columns = await describe(session, target, sql, await typesOf(say, parameters));
    await say(`select set_config('search_path', 'pg_catalog', true)`);
    const types = await typeNames(say, columns);
    const origins = columns.map(({ table, column }) => ({ relation: table, column }));
    const known = origins.filter(({ column }) => column > 0);
    const places = await placesOf(say, known);
    const described = columns.map(({ name }, at) => {
      const origin = origins[at];
      const passed = origin && origin.column > 0 ? [origin] : [];
      return outputColumn(name, types[at] ?? 'unknown', { origins: passed, plain: null }, places);
    });
    return { columns: described, needs: asNeeds(described), exact: false };
  });
}
