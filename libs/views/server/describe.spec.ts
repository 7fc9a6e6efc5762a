import { introspect } from '@pgai/catalog/introspect.js';
import { serverVersion } from '@pgai/catalog/query.js';
import { emptyQuery, type ViewContent, type ViewParameter } from '@pgai/contracts/view-definition.js';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../../../test/support/database.ts';
import { analyse } from '../analysis/analyse.js';
import { namedCatalog } from '../analysis/named-catalog.js';
import { readSql } from '../sql/read-sql.js';
import { describeOnServer } from './describe.js';
import { readTree } from './node-tree.js';
import { supplemented } from './supplemented.js';
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
  await owner.query('drop owned by current_user cascade').catch(() => undefined);
  await owner.end();
  await database.drop();
});

const told = (sql: string, parameters: ViewParameter[] = [], by = session) =>
  describeOnServer(by, target, sql, parameters);
const sources = async (sql: string) => {
  const { columns } = await told(sql);
  return Object.fromEntries(
    columns.map(({ name, sources: from }) => [name, from.map((s) => `${s.name}.${s.column}`).join(' ')]),
  );
};

describe('what the server says of a query', () => {
  it('is each column with its type, whether it may be null, and where its values come from', async () => {
    const { columns, needs, exact } = await told(
      `select c.id, upper(c.name) as called, o.total, count(l.id) as lines from customer c
       left join "order" o on o.customer_id = c.id join line l on l.order_id = o.id where c.city like 'City 1%' group by 1, 2, 3`,
    );
    expect(exact).toBe(true);
    expect(columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'id integer',
      'called text',
      'total numeric(12,2)',
      'lines bigint',
    ]);
    expect(columns.map((column) => column.sources.map((s) => `${s.name}.${s.column}`))).toEqual([
      ['customer.id'],
      ['customer.name'],
      ['order.total'],
      ['line.id'],
    ]);
    expect(needs).toEqual([
      { schema: 'public', name: 'customer', columns: ['city', 'id', 'name'] },
      { schema: 'public', name: 'line', columns: ['id', 'order_id'] },
      { schema: 'public', name: 'order', columns: ['customer_id', 'id', 'total'] },
    ]);
  });

  it('goes through CTEs, subqueries, set operations, merged and whole rows', async () => {
    expect(
      await sources(`with recent as (select id, total * 2 as double, state from "order")
        select r.double, (select max(l.pieces) from line l where l.order_id = r.id) as most from recent r`),
    ).toEqual({ double: 'order.total', most: 'line.pieces' });
    expect(await sources('select name from customer union select name from shop')).toEqual({
      name: 'customer.name shop.name',
    });
    expect(await sources('select name from customer except select name from shop')).toEqual({
      name: 'customer.name',
    });
    expect(await sources('select id from customer full join shop using (id)')).toEqual({
      id: 'customer.id shop.id',
    });
    expect(
      await sources(
        'select to_jsonb(b) as whole, exists (select from line where id = 1) as some from blocked b',
      ),
    ).toEqual({
      whole: 'blocked.customer_id blocked.since',
      some: '',
    });
    expect(
      await sources(`with recursive n (i) as (select id from shop union select i + pieces from n join line on line.id = n.i)
        select i from n`),
    ).toEqual({ i: 'line.pieces shop.id' });
  });

  it('says what may be null where it is sure', async () => {
    const { columns } = await told(
      'select c.id, c.name, o.id as order_id, o.total + 1 as more from customer c left join "order" o on o.customer_id = c.id',
    );
    expect(columns.map(({ nullable }) => nullable)).toEqual([false, true, null, null]);
  });

  it('takes parameters with their types', async () => {
    const day: ViewParameter = { id: 'd', name: 'day', type: 'date', required: true, default_value: null };
    const { columns, needs } = await told(
      `select id, $1 as "$1", '$1' as text from "order" where placed_at::date = $1 /* $1 */ limit 5`,
      [day],
    );
    expect(columns.map(({ type }) => type)).toEqual(['integer', 'date', 'text']);
    expect(needs[0]?.columns).toEqual(['id', 'placed_at']);
    await expect(told('select $1', [{ ...day, type: 'date); drop table line; --' }])).rejects.toMatchObject({
      name: 'TargetError',
    });
  });

  it('leaves nothing behind and holds no lock', async () => {
    await told('select id from line');
    await expect(told('select nothing from line')).rejects.toThrow(/nothing/);
    const { rows } = await owner.query(
      `select (select count(*)::int from pg_class where relname like 'pgai_%') as views,
        (select count(*)::int from pg_locks l join pg_class c on c.oid = l.relation where c.relname = 'line') as locks`,
    );
    expect(rows).toEqual([{ views: 0, locks: 0 }]);
  });

  it('gives up soon where somebody changes what it reads', async () => {
    await owner.query('begin; lock table shop in access exclusive mode');
    try {
      await expect(told('select id from shop')).rejects.toThrow(/locked by a change/);
    } finally {
      await owner.query('rollback');
    }
    expect((await told('select id from shop')).columns).toHaveLength(1);
  });

  it('is less exact, and true, for somebody who may only read', async () => {
    const reader = `reader_${database.url.slice(-12)}`;
    await owner.query(`create role ${reader} login password 'only-reads';
      revoke temporary on database ${target.database} from public;
      grant select on all tables in schema public to ${reader}`);
    const only = await sessionWith({ ...target, username: reader, password: 'only-reads' });
    try {
      const sql = 'select id, upper(name) as called, $1 as n from customer where city is not null';
      const n: ViewParameter = { id: 'n', name: 'n', type: 'integer', required: true, default_value: null };
      const described = await told(sql, [n], only);
      expect(described).toEqual({
        columns: [
          {
            name: 'id',
            type: 'integer',
            nullable: null,
            node: null,
            sources: [{ schema: 'public', name: 'customer', column: 'id' }],
          },
          { name: 'called', type: 'text', nullable: null, node: null, sources: [] },
          { name: 'n', type: 'integer', nullable: null, node: null, sources: [] },
        ],
        needs: [{ schema: 'public', name: 'customer', columns: ['id'] }],
        exact: false,
      });
      const query = (text: string) => owner.query(text) as never;
      const catalog = namedCatalog(await introspect(query, { version: await serverVersion(query) }));
      const read = await readSql(sql, catalog, { ...emptyQuery, parameters: [n] });
      if (!('query' in read)) throw new Error(read.left.construct);
      const content: ViewContent = { profile: 'nocode', query: read.query, description: '' };
      const more = supplemented(described, content, await analyse(content, catalog));
      expect(more.columns[1]?.sources).toEqual([{ schema: 'public', name: 'customer', column: 'name' }]);
      expect(more.needs).toEqual([{ schema: 'public', name: 'customer', columns: ['city', 'id', 'name'] }]);
    } finally {
      await only.client.end();
      await owner.query(`grant temporary on database ${target.database} to public`);
      await owner.query(`drop owned by ${reader}; drop role ${reader}`);
    }
  });

  it('is told where a user only reads, or a trigger forbids views', async () => {
    const sql = 'select id, id from shop';
    await owner.query(`alter database ${target.database} set default_transaction_read_only = on`);
    const reading = await sessionWith(target);
    await owner.query(`set default_transaction_read_only = off;
      alter database ${target.database} reset default_transaction_read_only;
      create function forbid() returns event_trigger language plpgsql as $$ begin raise 'no views here'; end $$;
      create event trigger forbid on ddl_command_start when tag in ('CREATE VIEW') execute function forbid()`);
    try {
      for (const by of [reading, session]) {
        const { columns, exact } = await told(sql, [], by);
        expect([columns.map(({ name }) => name), exact]).toEqual([['id', 'id'], false]);
        await expect(told('select nothing from shop', [], by)).rejects.toThrow(/nothing/);
      }
    } finally {
      await reading.client.end();
      await owner.query('drop event trigger forbid; drop function forbid');
    }
  });

  it('is nothing but one SELECT', async () => {
    for (const sql of ['commit', 'select 1; drop table line', 'drop table line', 'table'])
      await expect(told(sql)).rejects.toMatchObject({ code: 'query-failed' });
  });
});

describe('a query tree', () => {
  it('is read whatever names are in it', () => {
    expect(readTree('({A :name :x :list ("a" "b") :n <> :bytes 4 [ 1 0 ] :last \\<\\> })')).toEqual([
      {
        kind: 'A',
        fields: new Map<string, unknown>([
          ['name', ':x'],
          ['list', ['a', 'b']],
          ['n', null],
          ['bytes', '4'],
          ['last', '<>'],
        ]),
      },
    ]);
  });
  it('is refused where it is none', () => {
    for (const text of ['', '({A)', '(', ')', '{A} {B}']) expect(() => readTree(text)).toThrow();
  });
});
