import type { ViewParameter } from '@pgai/contracts/view-definition.js';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../../../test/support/database.ts';
import { parameterValues } from './parameter-values.js';
import { preview } from './preview.js';
import { sales, sessionWith, targetOf } from './testing/sales.js';

let database: Awaited<ReturnType<typeof createDatabase>>;
let target: ReturnType<typeof targetOf>;
let session: Awaited<ReturnType<typeof sessionWith>>;
let owner: pg.Client;
beforeAll(async () => {
  database = await createDatabase();
  target = targetOf(database.url);
  owner = new pg.Client(database.url);
  await owner.connect();
  await owner.query(sales);
  session = await sessionWith(target);
});
afterAll(async () => {
  await session.client.end();
  await owner.end();
  await database.drop();
});

const parameter = (name: string, type: string): ViewParameter => ({
  id: name,
  name,
  type,
  required: true,
  default_value: null,
});
const see = (sql: string, rows = 100, parameters: ViewParameter[] = [], values: (string | null)[] = []) =>
  preview(session, target, { sql, parameters, values }, rows);

describe('a preview', () => {
  it('shows values as the server writes them, and types by their names', async () => {
    const sql = `select 9007199254740993::int8 as big, 1.50::numeric(5,2) as money, null::int[] as none,
      timestamptz '2026-01-02 03:04:05+00' at time zone 'UTC' as at, '{"__proto__": 1}'::jsonb as "__proto__"`;
    const { columns, rows, truncated } = await see(sql);

    expect(rows).toEqual([['9007199254740993', '1.50', null, '2026-01-02 03:04:05', '{"__proto__": 1}']]);
    expect(columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'big bigint',
      'money numeric(5,2)',
      'none integer[]',
      'at timestamp without time zone',
      '__proto__ jsonb',
    ]);
    expect(truncated).toBe(false);
  });

  it('ends at the rows asked for, and says so only when there are more', async () => {
    expect(await see('select id from line order by id', 25)).toMatchObject({ truncated_by: 'rows' });
    const whole = await see('select n from generate_series(1, 25) n', 25);
    expect([whole.rows.length, whole.truncated]).toEqual([25, false]);
    expect((await see('select id from line order by id', 1)).rows).toEqual([['1']]);
  });

  it('makes only the rows it shows', async () => {
    const endless = `with recursive n (i) as (select 1 union all select i + 1 from n) select i, repeat('x', 10) from n`;
    expect((await see(endless, 1_000)).rows).toHaveLength(1_000);
  });

  it('ends at its bytes', async () => {
    const { rows, truncated_by } = await see(
      `select repeat('x', 100000) from generate_series(1, 1000)`,
      1_000,
    );
    expect([rows.length, truncated_by]).toEqual([10, 'bytes']);
    expect(await see(`select repeat('x', 3000000)`)).toMatchObject({ rows: [], truncated_by: 'bytes' });
  });

  it('binds parameters with their types, and reads nothing into their values', async () => {
    const types = [parameter('a', 'integer'), parameter('b', 'text')];
    const evil = `'; drop table line; --`;
    expect((await see('select $1 + $1, $2', 5, types, ['2', evil])).rows).toEqual([['4', evil]]);
    await expect(see('select $1', 5, [parameter('a', 'int); drop table line')], ['1'])).rejects.toMatchObject(
      {
        name: 'TargetError',
      },
    );
    await expect(see('select $1 + 1', 5, types, ['x', null])).rejects.toMatchObject({ sqlState: '22P02' });
  });

  it.each([
    ['a function that writes', 'select written()'],
    ['a sequence', `select nextval('counter')`],
    ['a lock of rows', 'select * from line for update'],
    ['a way out of the transaction', `select set_config('transaction_read_only', 'off', true)`],
    ['two statements', 'select 1; select 2'],
    ['an end of the transaction', 'commit'],
  ])('refuses %s', async (_, sql) => {
    await expect(see(sql)).rejects.toMatchObject({ code: 'query-failed' });
    expect((await owner.query('select count(*)::int as n from blocked')).rows).toEqual([{ n: 2 }]);
    expect((await see('select 1')).rows).toEqual([['1']]);
  });

  it('says that it is read-only where a function tries to write', async () => {
    await expect(see('select written()')).rejects.toThrow(/tries to change data/);
  });

  it('leaves nothing in the session', async () => {
    await see(`select pg_advisory_lock(4711), set_config('search_path', 'nowhere', false)`);
    const locks = `select count(*)::int as n from pg_locks where locktype = 'advisory' and objid = 4711`;
    expect((await owner.query(locks)).rows).toEqual([{ n: 0 }]);
    expect((await see('select count(*) from shop')).rows).toEqual([['7']]);
  });

  it('is given up when nobody waits for it any more', async () => {
    const going = new AbortController();
    const question = { sql: 'select pg_sleep(4), 4712', parameters: [], values: [], signal: going.signal };
    const asked = preview(session, target, question, 10);
    const refused = expect(asked).rejects.toMatchObject({ code: 'query-cancelled' });
    const running = `select count(*)::int as n from pg_stat_activity where query like '%4712%' and state = 'active' and pid <> pg_backend_pid()`;
    while ((await owner.query<{ n: number }>(running)).rows[0]?.n !== 1);
    going.abort();
    await refused;
    expect((await owner.query(running)).rows).toEqual([{ n: 0 }]);
    expect((await see('select 1')).rows).toEqual([['1']]);
    await expect(preview(session, target, question, 10)).rejects.toMatchObject({ code: 'query-cancelled' });
  });

  it('of a view without columns or rows is empty', async () => {
    expect(await see('select')).toMatchObject({ columns: [], rows: [[]] });
    expect(await see('select 1 where false')).toMatchObject({ rows: [], truncated: false });
  });
});

describe('values of parameters', () => {
  const optional = { ...parameter('day', 'date'), required: false, default_value: '2026-01-01' };
  it('are those given, then the default', () => {
    const both = [parameter('id', 'integer'), optional];
    expect(parameterValues(both, { id: '1' })).toEqual({ values: ['1', '2026-01-01'] });
    expect(parameterValues(both, { id: null, day: '2026-02-02' })).toEqual({ values: [null, '2026-02-02'] });
  });
  it('are refused when missing or unknown', () => {
    expect(parameterValues([parameter('constructor', 'integer')], {})).toMatchObject({
      wrong: 'The parameter "constructor" has no value.',
    });
    expect(parameterValues([optional], JSON.parse('{"__proto__": "1"}'))).toMatchObject({
      wrong: 'There is no parameter "__proto__".',
    });
  });
});
