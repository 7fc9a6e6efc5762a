import type { Expression } from '@pgai/contracts/expressions.js';
import type { QueryBuilderConfig } from '@pgai/contracts/view-definition.js';
import { conditionFindings } from './diff-conditions.js';
import { fromOf } from './from.js';
import { mentions } from './mentions.js';
import type { Known } from './side.js';
import { conditionsOf, type Told } from './told.js';
import type { VersionFinding } from './version-rules.js';

type Query = { query: QueryBuilderConfig; told: Told };

export const filters = (query: QueryBuilderConfig, scope: string) =>
  query.filters.filter((one) => one.scope === scope).flatMap(({ expression }) => conditionsOf(expression));

/** A join between two tables, `keeps` telling whose rows stay without a partner. */
type Join = { ends: [string, string]; keeps: [boolean, boolean]; on: Expression[] };

function joinsOf({ query, told }: Query): Map<string, Join> {
  return new Map(
    query.joins.map(({ kind, left, right, on }) => {
      const ends: [string, string] = [told.table(left), told.table(right)];
      const keeps: [boolean, boolean] = [
        kind === 'left' || kind === 'full',
        kind === 'right' || kind === 'full',
      ];
      const join: Join = { ends, keeps, on: conditionsOf(on) };
      return [
        ends.toSorted().join(' and '),
        ends[0] <= ends[1] ? join : { ...join, ends: [ends[1], ends[0]], keeps: [keeps[1], keeps[0]] },
      ];
    }),
  );
}

/** Also what `where` says: of an inner join it is the same where a condition stands, unless a later join brings rows back. */
export function joinFindings(old: Query, now: Query, known: Known): VersionFinding[] {
  const [were, are] = [joinsOf(old), joinsOf(now)];
  const told = { old: old.told, now: now.told };
  const findings: VersionFinding[] = [];
  const back = bringsBack(old) || bringsBack(now);
  const conditions = { old: filters(old.query, 'where'), now: filters(now.query, 'where') };
  for (const [key, was] of were) {
    const is = are.get(key);
    if (!is) findings.push(...single(was, old, now, known, 'gone'));
    else if (back || [...was.keeps, ...is.keeps].some(Boolean)) findings.push(...changed(key, was, is, told));
    else {
      conditions.old.push(...was.on);
      conditions.now.push(...is.on);
    }
  }
  for (const [key, is] of are) if (!were.has(key)) findings.push(...single(is, now, old, known, 'added'));
  return [
    ...(back ? findings.flatMap(eitherWay) : findings),
    ...loose(old, now, 'without'),
    ...loose(now, old, 'also'),
    ...conditionFindings(conditions.old, conditions.now, told),
  ];
}

/** Whether what is lost before a join comes back by it, without what was lost. */
const bringsBack = ({ query }: Query) =>
  fromOf(query).chains.some(({ joined }) =>
    joined.slice(1).some(({ join }) => join.kind === 'right' || join.kind === 'full'),
  );

const eitherWay = (finding: VersionFinding): VersionFinding[] =>
  finding.rule.startsWith('rows-visible-')
    ? [
        { ...finding, rule: 'rows-visible-reduced' },
        { ...finding, rule: 'rows-visible-increased' },
      ]
    : [finding];

function changed(key: string, was: Join, is: Join, told: { old: Told; now: Told }): VersionFinding[] {
  const findings: VersionFinding[] = [];
  const part = `join of ${key}`;
  const more = is.keeps.some((keeps, end) => keeps && !was.keeps[end]);
  const fewer = was.keeps.some((keeps, end) => keeps && !is.keeps[end]);
  if (fewer) findings.push({ rule: 'rows-visible-reduced', part });
  if (more) findings.push({ rule: 'rows-visible-increased', part });
  const texts = (on: Expression[], { same }: Told) => on.map(same).sort().join();
  if (texts(was.on, told.old) !== texts(is.on, told.now))
    findings.push({ rule: 'row-multiplicity-changed', part, condition: 'other rows match' });
  return findings;
}

/** A join that only one of two queries has; the other end may be in both. */
function single(
  join: Join,
  its: Query,
  other: Query,
  known: Known,
  change: 'added' | 'gone',
): VersionFinding[] {
  const there = new Set(other.query.tables.map(({ id }) => other.told.table(id)));
  const end = there.has(join.ends[0]) ? 1 : 0;
  const [table, partner] = [join.ends[end], join.ends[1 - end] ?? ''];
  const part = change === 'added' ? `join with ${table}` : `no join with ${table}`;
  const findings: VersionFinding[] = [];
  const fewer = change === 'added' ? 'rows-visible-reduced' : 'rows-visible-increased';
  const more = change === 'added' ? 'rows-visible-increased' : 'rows-visible-reduced';
  const pairs = equalities(join, its.told, table);
  const said = join.on.length === pairs.length;
  if (!join.keeps[1 - end] && !(said && lossless(pairs, its, known, table, partner)))
    findings.push({ rule: fewer, part });
  if (join.keeps[end]) findings.push({ rule: more, part });
  const columns = new Set(pairs.map(({ column }) => column));
  if (!tableOf(known, table)?.keys.some((key) => key.every((column) => columns.has(column))))
    findings.push({
      rule: 'row-multiplicity-changed',
      part,
      condition: `several rows of ${table} match one of ${partner}`,
    });
  return findings;
}

const tableOf = (known: Known, table: string) =>
  known.find(({ schema, name }) => `${schema}.${name}` === table.replace(/ \d+$/, ''));

type Pair = { column: string; partner: { table: string; column: string } | null };

/** What columns of a table are set equal to. */
function equalities({ on }: Join, told: Told, table: string): Pair[] {
  return on.flatMap((e): Pair[] => {
    if (e.kind !== 'operator' || e.operator !== '=' || !e.left) return [];
    const sides = [e.left, e.right];
    return sides.flatMap((side, index): Pair[] => {
      const across = sides[1 - index];
      if (side.kind !== 'column' || told.table(side.table) !== table || !across) return [];
      const self = [...mentions({ across })].some((key) => told.table(key.slice('tables/'.length)) === table);
      const partner =
        across.kind === 'column' ? { table: told.table(across.table), column: across.column } : null;
      return self ? [] : [{ column: side.column, partner }];
    });
  });
}

/** Whether every row of the partner surely finds its one in the table: a foreign key of columns that are never null says so. */
function lossless(pairs: Pair[], { query }: Query, known: Known, table: string, partner: string): boolean {
  const outer = query.joins.some(({ kind }) => kind !== 'inner' && kind !== 'cross');
  const from = tableOf(known, partner);
  if (outer || !from) return false;
  return from.foreign_keys.some(({ columns, references }) => {
    const target = `${references.schema}.${references.name}` === table.replace(/ \d+$/, '');
    const filled = columns.every((name) => from.columns.some((one) => one.name === name && !one.nullable));
    const said = (pair: Pair) =>
      columns.some(
        (name, at) =>
          references.columns[at] === pair.column &&
          pair.partner?.table === partner &&
          pair.partner.column === name,
      );
    return target && filled && pairs.length > 0 && pairs.every(said);
  });
}

/** Tables that no join ties to the others multiply everything. */
function loose({ query, told }: Query, other: Query, how: 'without' | 'also'): VersionFinding[] {
  const there = new Set(other.query.tables.map(({ id }) => other.told.table(id)));
  const tied = new Set(query.joins.flatMap(({ left, right }) => [left, right]));
  return query.tables
    .filter(({ id }) => !there.has(told.table(id)) && !tied.has(id))
    .map(({ id }) => ({ rule: 'row-multiplicity-changed', part: `${how} ${told.table(id)}` }));
}
