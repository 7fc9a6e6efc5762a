import type { Expression } from '@pgai/contracts/expressions.js';
import { patterns, valueKeywords } from '@pgai/contracts/expressions.js';
import { emptyQuery, longestSql, QueryBuilderConfig } from '@pgai/contracts/view-definition.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonical } from '../definition/canonical.js';
import { print } from '../definition/print.js';
import { parseSelect } from './parse-select.js';
import { readSql } from './read-sql.js';

const name = fc.oneof(
  fc.constantFrom(
    'id',
    'order',
    'left',
    'select',
    'interval',
    'Größe',
    'a b',
    'q"q',
    "o'o",
    'طلبات',
    '🦆',
    '$1',
    'a.b',
    '--',
    'x'.repeat(63),
  ),
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .filter(
      (text) => text.isWellFormed() && !text.includes('\0') && new TextEncoder().encode(text).length < 64,
    ),
);
const text = fc
  .oneof(fc.constantFrom("it's", 'c:\\x', "\\'", '$$', '/*', '', 'a\nb'), fc.string({ unit: 'grapheme' }))
  .filter((it) => !it.includes('\0') && it.isWellFormed());
const operator = fc.constantFrom(
  '+',
  '-',
  '*',
  '/',
  '%',
  '^',
  '=',
  '<>',
  '!=',
  '<',
  '>',
  '<=',
  '>=',
  '||',
  '->',
  '->>',
  '@>',
  '~',
  '!~*',
  '&&',
  '|',
  '#',
  '?',
  '<->',
  '@@',
  '~~',
);
const prefix = fc.constantFrom('-', '+', '~', '@', '!!', '|/');
const type = fc.constantFrom(
  'int4',
  'text',
  'numeric(10,2)',
  'timestamptz',
  'time(3)',
  'varchar(5)[]',
  '"char"',
  'char',
  'bit varying',
  'sales."Mood x"',
  'date',
  'interval',
  'jsonb',
  'double precision',
  'float(3)',
);
const functions = fc
  .oneof(
    fc.constantFrom(
      ['count'],
      ['lower'],
      ['left'],
      ['substring'],
      ['position'],
      ['sales', 'f x'],
      ['pg_catalog', 'max'],
      ['timezone'],
      ['trim'],
      ['values'],
      ['select'],
    ),
    name.map((only) => [only]),
  )
  .filter(
    ([only = '', more]) =>
      more !== undefined || !['coalesce', 'nullif', 'greatest', 'least', 'extract'].includes(only),
  );

const expressions = (tables: string[], parameters: string[]) =>
  fc.letrec<{ any: Expression }>((tie) => {
    const any = tie('any');
    const some = fc.array(any, { minLength: 1, maxLength: 3 });
    const negated = fc.boolean();
    const kind = <K extends Expression['kind']>(kind: K) => fc.constant(kind);
    const leaves: fc.Arbitrary<Expression>[] = [
      fc.record({ kind: kind('literal'), type: fc.constant('text' as const), value: text }),
      fc.record({
        kind: kind('literal'),
        type: fc.constant('number' as const),
        value: fc.constantFrom('0', '1', '007', '1.50', '.5', '2.', '1e5', '99999999999', '1.E-3', '000'),
      }),
      fc.record({ kind: kind('literal'), type: fc.constant('boolean' as const), value: fc.boolean() }),
      fc.constant({ kind: 'literal', type: 'null', value: null }),
      fc.record({ kind: kind('keyword'), keyword: fc.constantFrom(...valueKeywords) }),
    ];
    if (tables.length)
      leaves.push(fc.record({ kind: kind('column'), table: fc.constantFrom(...tables), column: name }));
    if (parameters.length)
      leaves.push(fc.record({ kind: kind('parameter'), parameter: fc.constantFrom(...parameters) }));
    const call = fc
      .record({
        kind: kind('call'),
        name: functions,
        arguments: fc.array(any, { maxLength: 3 }),
        star: fc.constant(false),
        distinct: fc.boolean(),
        filter: fc.option(any),
      })
      .map((it) => ({ ...it, distinct: it.distinct && it.arguments.length > 0 }));
    const grammar = (called: string, least: number, most: number, first?: fc.Arbitrary<Expression>) =>
      fc.array(any, { minLength: least, maxLength: most }).chain((rest) =>
        (first ?? fc.constant(null)).map(
          (one): Expression => ({
            kind: 'call',
            name: [called],
            arguments: one ? [one, ...rest] : rest,
            star: false,
            distinct: false,
            filter: null,
          }),
        ),
      );
    const field = fc
      .constantFrom('epoch', 'year', 'no field')
      .map((value): Expression => ({ kind: 'literal', type: 'text', value }));
    return {
      any: fc.oneof(
        { depthSize: 'medium', maxDepth: 5 },
        ...leaves,
        fc.record({ kind: kind('operator'), operator, left: any, right: any }),
        fc.record({ kind: kind('operator'), operator: prefix, left: fc.constant(null), right: any }),
        fc.record({
          kind: kind('logic'),
          operator: fc.constantFrom('and' as const, 'or' as const),
          operands: fc.array(any, { minLength: 2, maxLength: 3 }),
        }),
        fc.record({ kind: kind('not'), operand: any }),
        fc.record({
          kind: kind('is'),
          operand: any,
          test: fc.constantFrom('null' as const, 'true' as const, 'false' as const, 'unknown' as const),
          negated,
        }),
        fc.record({ kind: kind('distinct'), left: any, right: any, negated }),
        fc.record({ kind: kind('in'), operand: any, values: some, negated }),
        fc.record({ kind: kind('between'), operand: any, low: any, high: any, negated }),
        fc.record({
          kind: kind('pattern'),
          pattern: fc.constantFrom(...patterns),
          operand: any,
          to: any,
          negated,
        }),
        fc.record({ kind: kind('cast'), operand: any, type }),
        call,
        grammar('coalesce', 1, 3),
        grammar('nullif', 2, 2),
        grammar('greatest', 1, 3),
        grammar('timezone', 2, 2),
        grammar('extract', 1, 1, field),
        fc.constant<Expression>({
          kind: 'call',
          name: ['count'],
          arguments: [],
          star: true,
          distinct: false,
          filter: null,
        }),
        fc.record({
          kind: kind('case'),
          operand: fc.option(any),
          branches: fc.array(fc.record({ when: any, result: any }), { minLength: 1, maxLength: 2 }),
          otherwise: fc.option(any),
        }),
        fc.record({ kind: kind('array'), items: fc.array(any, { maxLength: 3 }) }),
      ) as fc.Arbitrary<Expression>,
    };
  }).any;

const ids = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);
const notConstant = (e: Expression): boolean =>
  e.kind !== 'literal' &&
  !(e.kind === 'operator' && e.left === null && e.operator === '-' && !notConstant(e.right));

const queries = fc
  .record({ tables: fc.integer({ min: 0, max: 4 }), parameters: fc.integer({ min: 0, max: 2 }) })
  .chain(({ tables: count, parameters }) => {
    const tables = ids('t', count);
    const any = expressions(tables, ids('p', parameters));
    const ordered = any.filter(notConstant);
    const list = <T extends object>(
      of: { [K in keyof T]: fc.Arbitrary<T[K]> },
      prefix: string,
      max: number,
      min = 0,
    ) =>
      fc
        .array(fc.record(of), { maxLength: max, minLength: min })
        .map((items) => items.map((item, index) => ({ id: `${prefix}${index}`, ...(item as T) })));
    return fc.record({
      tables: fc.uniqueArray(name, { minLength: count, maxLength: count }).chain((aliases) =>
        fc.tuple(
          ...tables.map((id, index) =>
            fc.record({
              id: fc.constant(id),
              schema: name,
              name: fc.oneof(name, fc.constant(aliases[index]!)),
              alias: fc.constant(aliases[index]!),
              x: fc.constant(0),
              y: fc.constant(0),
            }),
          ),
        ),
      ),
      joins: fc
        .tuple(
          ...tables.slice(1).map((right, index) =>
            fc.option(
              fc
                .record({
                  id: fc.constant(`j${index}`),
                  kind: fc.constantFrom(
                    'inner' as const,
                    'left' as const,
                    'right' as const,
                    'full' as const,
                    'cross' as const,
                  ),
                  left: fc.constantFrom(...tables.slice(0, index + 1)),
                  right: fc.constant(right),
                  on: any,
                })
                .map((join) => ({ ...join, on: join.kind === 'cross' ? null : join.on })),
            ),
          ),
        )
        .map((joins) => joins.filter((join) => join !== null)),
      columns: list({ expression: any, alias: name as fc.Arbitrary<string | null> }, 'c', 4, 1).chain(
        (columns) =>
          fc
            .boolean()
            .map((bare) =>
              columns.map((column) =>
                bare && column.expression.kind === 'column' ? { ...column, alias: null } : column,
              ),
            ),
      ),
      filters: list({ scope: fc.constantFrom('where' as const, 'having' as const), expression: any }, 'f', 3),
      grouping: list({ expression: ordered }, 'g', 2),
      ordering: list(
        {
          expression: ordered,
          direction: fc.constantFrom('asc' as const, 'desc' as const),
          nulls: fc.constantFrom('first' as const, 'last' as const, null),
        },
        'o',
        2,
      ),
      parameters: fc.constant(
        ids('p', parameters).map((id) => ({
          id,
          name: id,
          type: 'text',
          required: true,
          default_value: null,
        })),
      ),
      distinct: fc.boolean(),
      limit: fc.constantFrom(null, 0, 10, Number.MAX_SAFE_INTEGER),
      offset: fc.constantFrom(null, 7),
    });
  });

const form = (query: QueryBuilderConfig) => canonical({ profile: 'nocode', query, description: '' });

it('loses nothing from a definition to SQL and back', async () => {
  await fc.assert(
    fc.asyncProperty(queries, async (query) => {
      expect(QueryBuilderConfig.safeParse(query).error).toBeUndefined();
      const sql = print(query);
      const read = await readSql(sql, null, { ...emptyQuery, parameters: query.parameters });
      if ('left' in read) throw new Error(`${read.left.construct}: ${sql}`);
      expect(form(read.query)).toBe(form(query));
      const again = await readSql(sql, null, query);
      if ('left' in again) throw new Error(again.left.construct);
      expect(again.query.tables.map(({ id }) => id).sort()).toEqual(query.tables.map(({ id }) => id).sort());
      expect(again.query.columns.map(({ id }) => id)).toEqual(query.columns.map(({ id }) => id));
      expect(form(again.query)).toBe(form(query));
    }),
    { numRuns: 100 },
  );
});

it.each([
  ['with a as (select 1) select 2', 'with', 'a'],
  ['select 1 union all select 2', 'union', '2'],
  ['select (select 1)', 'a subquery', '('],
  ['select count(*) over () from s.t', 'a window function', 'count'],
  ['select distinct on (a) a from s.t', 'distinct on', 'a'],
  ['select 1 from s.t, lateral (select 1) x', 'lateral', '1'],
  ['values (1)', 'values', '1'],
  ['select 1 from s.t group by grouping sets ((a))', 'grouping sets', 'grouping'],
  ['select * from s.t', '*', '*'],
  ['select a from t', 'a table without its schema', 't'],
  ['select t.ä, b.c from s.t', 'b.c', 'b'],
  ["select 'ü', '🦆', x like 'a' escape 'b' from s.t", 'escape', 'like'],
  ['select 1 from s.a natural join s.b', 'natural join', 's'],
  ['select a from s.t limit 1 + 1', 'a computed limit', '1'],
  ['select a[1] from s.t', 'a part of a value', 'a'],
  ['select a from s.t order by a fetch first 2 rows with ties', 'with ties', '2'],
])('leaves %s as SQL', async (sql, construct, token) => {
  const read = await readSql(sql, null);
  if (!('left' in read)) throw new Error('was read');
  expect(read.left.construct).toBe(construct);
  const { place } = read.left;
  expect(place && 'start' in place && sql.slice(place.start, place.end)).toBe(token);
});

it('reads what people write in other words', async () => {
  const read = await readSql(
    `select id, count(*) "n", cast(x as int), x = any (array['a']::text[]) from s.t
     where (a and b) and c group by 1 order by n desc, 3`,
    null,
  );
  if ('left' in read) throw new Error(read.left.construct);
  expect(print(read.query)).toBe(
    `select
  t.id,
  count(*)              as n,
  t.x::integer          as x,
  t.x in ('a'::text)    as "?column?"
from s.t
where t.a
  and t.b
  and t.c
group by t.id
order by n desc, x`.replace(/ {2,}as/g, (gap) => gap.slice(3)),
  );
});

it.each([
  ['', 'sql-empty'],
  ['  -- nothing\n ; /* at /* all */ */', 'sql-empty'],
  ['select 1; select 2', 'sql-several-statements'],
  ['select 1; drop table x', 'sql-several-statements'],
  ['drop table x', 'sql-not-select'],
  ['select * into x from y', 'sql-into'],
  ['select 1 union select 2 into x', 'sql-into'],
  ['select 1 from a for update', 'sql-locks'],
  ['select 1 from (select 1 from a for share) x', 'sql-locks'],
  ['with x as (delete from a returning 1) select 1 from x', 'sql-writes'],
  ['select 1 where exists (with x as (insert into a values (1) returning 1) select 1)', 'sql-writes'],
  ['select \0', 'sql-character'],
  ['select 🦆 frm x y', 'sql-syntax'],
  ["select 'a", 'sql-syntax'],
  ['select (', 'sql-syntax'],
  [`select ${'('.repeat(90_000)}1${')'.repeat(90_000)}`, 'sql-too-long'],
  [`select ${'('.repeat(9_000)}1${')'.repeat(9_000)}`, 'sql-too-deep'],
  [`select ${'not '.repeat(9_000)}true`, 'sql-too-deep'],
  [`select ${'a + '.repeat(9_000)}a`, 'sql-too-deep'],
  [`select a ${'::int'.repeat(9_000)}`, 'sql-too-deep'],
  [`select 1 ${'union select 1 '.repeat(5_000)}`, 'sql-too-deep'],
  [`select ${'case when a then '.repeat(2_000)}`, 'sql-too-deep'],
  [`select '${'x'.repeat(longestSql)}'`, 'sql-too-long'],
])('refuses %.60s', async (sql, code) => {
  const parsed = await parseSelect(sql);
  if (!('fault' in parsed)) throw new Error('was accepted');
  expect(parsed.fault.code).toBe(code);
  if (code === 'sql-syntax' && sql.includes('🦆')) expect(parsed.fault.place).toEqual({ start: 14, end: 15 });
});

it('goes on after a bomb', async () => {
  const parsed = await parseSelect(`select a in (${Array(5_000).fill(1)}) -- é\n;`);
  expect(Object.keys(parsed)).toContain('statement');
});
