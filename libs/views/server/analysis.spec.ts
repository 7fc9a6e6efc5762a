import { introspect } from '@pgai/catalog/introspect.js';
import { serverVersion } from '@pgai/catalog/query.js';
import { connect } from '@pgai/catalog/testing/servers.js';
import type { Expression } from '@pgai/contracts/expressions.js';
import { patterns } from '@pgai/contracts/expressions.js';
import { emptyQuery, type QueryBuilderConfig } from '@pgai/contracts/view-definition.js';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase } from '../../../test/support/database.ts';
import { analyse } from '../analysis/analyse.js';
import {
  type NamedCatalog,
  type NamedColumn,
  type NamedRelation,
  namedCatalog,
} from '../analysis/named-catalog.js';
import { everydayFunctions } from '../analysis/type-rules.js';

const schema = `
  create schema sales;
  create type sales.state as enum ('open', 'paid');
  create domain sales.mail as text;
  create table sales.a (
    id integer primary key, small smallint, big bigint not null, amount numeric(10,2), real real, double double precision,
    flag boolean not null, flagged boolean, day date, at timestamptz not null, local timestamp(3), "time" time, span interval,
    name text not null, code character varying(20), fixed character(3), state sales.state not null, mail sales.mail,
    u uuid, j json, jb jsonb, tags text[], numbers integer[], bits bytea, net inet);
  create table sales.b (a_id integer references sales.a, no text, amount numeric, primary key (a_id, no));
  create function sales.twice(n integer) returns integer immutable language sql as 'select n * 2';
  insert into sales.a (id, big, flag, at, name, state) values (1, 1, true, now(), 'x', 'open'), (2, 2, false, now(), '', 'paid');
  insert into sales.b values (1, 'x', null);`;

let catalog: NamedCatalog;
let server: Awaited<ReturnType<typeof connect>>;
let drop: () => Promise<unknown>;

beforeAll(async () => {
  const database = await createDatabase();
  drop = database.drop;
  server = await connect(database.url);
  await server.client.query(schema);
  catalog = namedCatalog(await introspect(server.query, { version: await serverVersion(server.query) }));
});
afterAll(async () => {
  await server.end();
  await drop();
});

const table = (id: string, name: string) => ({ id, schema: 'sales', name, alias: id, x: 0, y: 0 });

const expressions = () => {
  const a = catalog.relations.find(({ name }) => name === 'a')!;
  const b = catalog.relations.find(({ name }) => name === 'b')!;
  const columns = [...a.columns.map((it) => ['a', it.name]), ...b.columns.map((it) => ['b', it.name])];
  const operators = [
    '+',
    '-',
    '*',
    '/',
    '%',
    '^',
    '=',
    '<>',
    '<',
    '>=',
    '||',
    '->',
    '->>',
    '#>',
    '@>',
    '&',
    '|',
    '~',
    '&&',
  ];
  const names = [...everydayFunctions(), 'array_agg', 'count', 'max'].filter(
    (name) => !/sleep|lo_|nextval|setval|set_config|xml|currval|lastval|txid|generate/.test(name),
  );
  const types = [
    'integer',
    'text',
    'numeric',
    'numeric(5,1)',
    'varchar(5)',
    'date',
    'timestamp',
    'timestamptz',
    'boolean',
    'jsonb',
    'sales.state',
    'sales.mail',
    'double precision',
    'text[]',
    'char(2)',
  ];
  return fc.letrec<{ any: Expression }>((tie) => {
    const any = tie('any');
    const kind = <K extends Expression['kind']>(kind: K) => fc.constant(kind);
    const negated = fc.boolean();
    const call = (name: fc.Arbitrary<string[]>, min: number, max: number) =>
      fc.record({
        kind: kind('call'),
        name,
        arguments: fc.array(any, { minLength: min, maxLength: max }),
        star: fc.constant(false),
        distinct: fc.constant(false),
        filter: fc.constant(null),
      });
    const column = fc
      .constantFrom(...columns)
      .map(([table = '', column = '']): Expression => ({ kind: 'column', table, column }));
    return {
      any: fc.oneof(
        { maxDepth: 2, depthSize: 'small' },
        { arbitrary: column, weight: 6 },
        {
          arbitrary: fc
            .constantFrom('1', '2.5', '99999999999')
            .map((value): Expression => ({ kind: 'literal', type: 'number', value })),
          weight: 2,
        },
        {
          arbitrary: fc
            .constantFrom('1', 'x', 'open', '2020-01-01')
            .map((value): Expression => ({ kind: 'literal', type: 'text', value })),
          weight: 2,
        },
        fc.constant<Expression>({ kind: 'literal', type: 'null', value: null }),
        fc.constant<Expression>({ kind: 'literal', type: 'boolean', value: true }),
        fc
          .constantFrom('current_date' as const, 'localtime' as const)
          .map((keyword): Expression => ({ kind: 'keyword', keyword })),
        {
          arbitrary: fc.record({
            kind: kind('operator'),
            operator: fc.constantFrom(...operators),
            left: fc.option(any, { freq: 9 }),
            right: any,
          }),
          weight: 4,
        },
        fc.record({
          kind: kind('logic'),
          operator: fc.constantFrom('and' as const, 'or' as const),
          operands: fc.array(any, { minLength: 2, maxLength: 2 }),
        }),
        fc.record({ kind: kind('not'), operand: any }),
        fc.record({
          kind: kind('is'),
          operand: any,
          test: fc.constantFrom('null' as const, 'true' as const),
          negated,
        }),
        fc.record({ kind: kind('distinct'), left: any, right: any, negated }),
        fc.record({
          kind: kind('in'),
          operand: any,
          values: fc.array(any, { minLength: 1, maxLength: 2 }),
          negated,
        }),
        fc.record({ kind: kind('between'), operand: any, low: any, high: any, negated }),
        fc.record({
          kind: kind('pattern'),
          pattern: fc.constantFrom(...patterns),
          operand: any,
          to: any,
          negated,
        }),
        {
          arbitrary: fc.record({ kind: kind('cast'), operand: any, type: fc.constantFrom(...types) }),
          weight: 2,
        },
        {
          arbitrary: call(
            fc.constantFrom(...names).map((name) => [name]),
            0,
            3,
          ),
          weight: 5,
        },
        call(fc.constant(['sales', 'twice']), 1, 1),
        call(fc.constantFrom(['coalesce'], ['greatest']), 1, 3),
        call(fc.constant(['nullif']), 2, 2),
        call(fc.constant(['timezone']), 2, 2),
        fc.record({
          kind: kind('case'),
          operand: fc.option(any),
          branches: fc.array(fc.record({ when: any, result: any }), { minLength: 1, maxLength: 2 }),
          otherwise: fc.option(any),
        }),
        fc.record({ kind: kind('array'), items: fc.array(any, { minLength: 1, maxLength: 2 }) }),
      ) as fc.Arbitrary<Expression>,
    };
  }).any;
};

const seldom = (any: fc.Arbitrary<Expression>) =>
  fc.oneof({ arbitrary: any, weight: 1 }, { arbitrary: fc.constant(null), weight: 5 });

/** Rules of ours, on which the server has no opinion. */
const ours = new Set(['function-unsafe', 'name-reserved', 'too-complex', 'function-needs-over']);

it('never contradicts the server: no false error, no wrong type, no null where it promises none', async () => {
  let accepted = 0;
  let foreseen = 0;
  const any = expressions();
  await fc.assert(
    fc.asyncProperty(
      any,
      seldom(any),
      seldom(any),
      fc.constantFrom('inner' as const, 'left' as const, 'full' as const),
      async (shown, filter, group, kind) => {
        const query: QueryBuilderConfig = {
          ...emptyQuery,
          tables: [table('a', 'a'), table('b', 'b')],
          joins: [
            {
              id: 'j',
              kind,
              left: 'a',
              right: 'b',
              on: {
                kind: 'operator',
                operator: '=',
                left: { kind: 'column', table: 'a', column: 'id' },
                right: { kind: 'column', table: 'b', column: 'a_id' },
              },
            },
          ],
          columns: [{ id: 'c', expression: shown, alias: 'c' }],
          filters: filter ? [{ id: 'f', scope: 'where', expression: filter }] : [],
          grouping: group ? [{ id: 'g', expression: group }] : [],
        };
        const tree = await analyse({ profile: 'nocode', query, description: '' }, catalog);
        if (tree.sql === null) return;
        const text = await analyse(
          { profile: 'sql', sql: tree.sql, parameters: [], description: '' },
          catalog,
        );
        const answer = await server.client
          .query(
            `begin; set local statement_timeout = '1s'; create temp view v as ${tree.sql};
             select format_type(atttypid, atttypmod) as type from pg_attribute where attrelid = 'v'::regclass and attnum = 1;
             select c from v`,
          )
          .catch((error) => error);
        await server.client.query('rollback');
        if (answer instanceof Error) {
          if (!tree.valid) foreseen += 1;
          return;
        }
        accepted += 1;
        const [{ type }] = answer.at(-2).rows;
        const result = answer.at(-1);
        for (const { faults, columns } of [tree, text]) {
          const wrong = faults.filter(({ severity, code }) => severity === 'error' && !ours.has(code));
          if (wrong.length) throw new Error(`${wrong[0]?.code} ${wrong[0]?.message}\n${tree.sql}`);
          const [column] = columns;
          if (column?.type && column.type !== type) throw new Error(`${column.type} is ${type}\n${tree.sql}`);
          if (column?.nullable === false && result.rows.some((row: { c: unknown }) => row.c === null))
            throw new Error(`null\n${tree.sql}`);
        }
      },
    ),
    { numRuns: 200 },
  );
  expect(accepted).toBeGreaterThan(20);
  expect(foreseen).toBeGreaterThan(20);
});

it('agrees with the server on its own views, which are SQL of every kind', async () => {
  const { rows } = await server.client.query(`
    select n.nspname as schema, c.relname as name, c.relkind as kind,
      (select json_agg(json_build_object('name', attname, 'type', format_type(atttypid, atttypmod), 'nullable', true) order by attnum)
       from pg_attribute where attrelid = c.oid and attnum > 0) as columns,
      pg_get_viewdef(c.oid) as sql
    from pg_class c join pg_namespace n on n.oid = relnamespace
    where nspname in ('pg_catalog', 'information_schema') and relkind in ('r', 'v')`);
  const own: NamedCatalog = {
    ...catalog,
    search_path: ['pg_catalog', 'information_schema'],
    functions: [],
    types: [],
    relations: rows.map((row: Pick<NamedRelation, 'schema' | 'name' | 'columns'>) => ({
      ...row,
      kind: 'table',
      owner: '',
      primary_key: null,
      keys: [],
      foreign_keys: [],
      row_security: { enabled: false, forced: false },
      security_invoker: true,
      bypasses: [],
    })),
  };
  const limits = { tables: 500, joins: 500, columns: 500, expressions: 5_000 };
  let known = 0;
  for (const { name, kind, sql, columns } of rows) {
    if (kind !== 'v') continue;
    const analysis = await analyse({ profile: 'sql', sql, parameters: [], description: '' }, own, { limits });
    const wrong = analysis.faults.filter(({ severity, code }) => severity === 'error' && !ours.has(code));
    expect([name, wrong]).toEqual([name, []]);
    expect([name, analysis.columns.map((column) => column.name)]).toEqual([
      name,
      columns.map((column: NamedColumn) => column.name),
    ]);
    analysis.columns.forEach(({ type }, at) => {
      if (type === null) return;
      known += 1;
      expect([name, at, type]).toEqual([name, at, columns[at].type]);
    });
  }
  expect(known).toBeGreaterThan(500);
});
