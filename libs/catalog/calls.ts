import { quoted } from './names.js';
import { ask, type Query } from './query.js';
import { tokensOf } from './view-text.js';

type Statement = { text: string; calls: number };
type Named = { oid: number; schema: string; name: string };

const mostStatements = 500;

/** How often statements were run, by pg_stat_statements; undefined where it is not there, not loaded or may not be read. */
export async function readCalls(
  query: Query,
  options: { version: number; timeoutMs?: number },
): Promise<Statement[] | undefined> {
  const [schema] = await ask(
    query,
    `select to_json(n.nspname)::text as answer from pg_extension e join pg_namespace n on n.oid = e.extnamespace
     where e.extname = 'pg_stat_statements'`,
    options,
  );
  if (typeof schema !== 'string') return undefined;
  const [rows] = await ask(
    query,
    `select coalesce(json_agg(json_build_array(text, calls)), '[]')::text as answer from (
       select left(s.query, 4000) as text, sum(s.calls) as calls from ${quoted(schema)}.pg_stat_statements s
       where s.dbid = (select oid from pg_database where datname = current_database())
       group by 1 order by 2 desc limit ${mostStatements}) most`,
    options,
  ).catch(() => [undefined]);
  if (!Array.isArray(rows)) return undefined;
  return (rows as unknown[][]).map(([text, calls]) => ({ text: String(text), calls: Number(calls) || 0 }));
}

const before = new Set(['from', 'join', 'into', 'update', 'only', 'using']);
const endsList = new Set([
  'where',
  'group',
  'order',
  'having',
  'limit',
  'union',
  'set',
  'on',
  'values',
  'returning',
  'select',
]);

/** Of each relation how often it was named where a statement names what it reads or writes, by its calls. */
export function callsOf(statements: readonly Statement[], relations: readonly Named[]): Map<number, number> {
  const full = new Map(relations.map(({ oid, schema, name }) => [`${schema}\0${name}`, oid]));
  const alone = Map.groupBy(relations, ({ name }) => name);
  const found = new Map<number, number>();
  for (const { text, calls } of statements) {
    const named = new Set<number>();
    const tokens = tokensOf(text);
    let inList = false;
    for (const [i, token] of tokens.entries()) {
      const word = token.toLowerCase();
      if (before.has(word)) inList = true;
      else if (endsList.has(word)) inList = false;
      const expected = before.has(word) || (inList && token === ',');
      if (!expected) continue;
      const [first, second] = [
        nameOf(tokens[i + 1]),
        tokens[i + 2] === '.' ? nameOf(tokens[i + 3]) : undefined,
      ];
      const known = second === undefined ? only(alone.get(first)) : full.get(`${first}\0${second}`);
      if (known !== undefined) named.add(known);
    }
    for (const oid of named) found.set(oid, (found.get(oid) ?? 0) + calls);
  }
  return found;
}

/** A name without its schema is told to a relation only where there is one of that name. */
const only = (list: readonly Named[] | undefined) => (list?.length === 1 ? list[0]?.oid : undefined);

const nameOf = (token = '') =>
  token.startsWith('"') ? token.slice(1, -1).replaceAll('""', '"') : token.toLowerCase();
