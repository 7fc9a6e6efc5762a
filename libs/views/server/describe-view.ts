import { randomBytes } from 'node:crypto';
import type { ViewParameter } from '@pgai/contracts/view-definition.js';
import type { ViewLineage } from '@pgai/contracts/views.js';
import { ask } from '@pgai/target/read.js';
import type { Session } from '@pgai/target/session.js';
import type { Target } from '@pgai/target/target.js';
import { TargetError } from '@pgai/target/target-error.js';
import { type Described, outputColumn, placesOf } from './described-columns.js';
import { type TracedColumn, traceColumns } from './lineage.js';
import { isNode, readTree } from './node-tree.js';
import { type Ask, typeNames, typesOf } from './running.js';
import { withoutParameters } from './without-parameters.js';

const timeoutMs = 5_000;
const lockMs = 1_000;
/** Longer than the query tree of any view that is still a view. */
const longestTree = 67_108_864;

/** What the server keeps of a view that is made and rolled back: it says all. @throws TargetError */
export async function asView(
  session: Session,
  target: Target,
  sql: string,
  parameters: readonly ViewParameter[],
): Promise<Described> {
  const say: Ask = async (text, values = []) =>
    (await ask(session, target, text, values, { timeoutMs, bytes: longestTree })).rows;
  const name = `pgai_${randomBytes(6).toString('hex')}`;
  await say('begin');
  try {
    await say(`select set_config('statement_timeout', $1, true), set_config('lock_timeout', $2, true)`, [
      String(timeoutMs),
      String(lockMs),
    ]);
    const types = await typesOf(say, parameters);
    const written = await typeNames(
      say,
      types.map((type) => ({ type, modifier: -1 })),
    );
    await say(`create temporary view ${name} as ${withoutParameters(sql, written)}`);
    await say(`select set_config('search_path', 'pg_catalog', true)`);
    const [[tree, view] = []] = await say(storedQuery, [name]);
    const traced = tracedOf(String(tree));
    const outputs = await say(viewColumns, [view]);
    const origins = await placesOf(
      say,
      traced.flatMap(({ origins: all, plain }) => (plain ? [...all, plain] : all)),
    );
    return {
      columns: outputs.map(([column, type], place) =>
        outputColumn(String(column), String(type), traced[place], origins),
      ),
      needs: needsOf(await say(neededColumns, [view])),
      exact: true,
    };
  } finally {
    await say('rollback').catch(() => session.dialled.socket.destroy());
  }
}

const storedQuery = `select r.ev_action::text, c.oid::int8 from pg_rewrite r join pg_class c on c.oid = r.ev_class
  where c.relname = $1 and c.relnamespace = pg_my_temp_schema()`;

const viewColumns = `select attname, format_type(atttypid, atttypmod) from pg_attribute
  where attrelid = $1::int8::oid and attnum > 0 order by attnum`;

/** Of views that are read also what these cannot be without. */
const neededColumns = `
  with recursive reads (relation) as (
    select $1::int8::oid
    union select d.refobjid from reads
      join pg_class v on v.oid = reads.relation and v.relkind in ('v', 'm')
      join pg_rewrite r on r.ev_class = v.oid
      join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid and d.refclassid = 'pg_class'::regclass)
  select n.nspname, c.relname, coalesce(json_agg(distinct a.attname) filter (where a.attname is not null), '[]')
  from reads
    join pg_rewrite r on r.ev_class = reads.relation
    join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid and d.refclassid = 'pg_class'::regclass
    join pg_class c on c.oid = d.refobjid and c.oid <> reads.relation
    join pg_namespace n on n.oid = c.relnamespace
    left join pg_attribute a on a.attrelid = c.oid and a.attnum = d.refobjsubid and a.attnum > 0
  group by n.nspname, c.relname order by n.nspname, c.relname`;

const needsOf = (rows: unknown[][]): ViewLineage['needs'] =>
  rows.map(([schema, name, columns]) => ({
    schema: String(schema),
    name: String(name),
    columns: (columns as string[]).sort(),
  }));

/** A view's rule is a list of one query; but a server may say anything. */
function tracedOf(text: string): TracedColumn[] {
  try {
    const tree = readTree(text);
    const query = Array.isArray(tree) ? tree[0] : tree;
    return isNode(query, 'QUERY') ? traceColumns(query) : [];
  } catch {
    throw new TargetError('query-failed', 'The server keeps this query in a way that cannot be read here.');
  }
}
