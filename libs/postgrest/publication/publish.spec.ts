import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { compile } from '../policy/compile.js';
import type { EndpointPolicy } from '../policy/policy.js';
import { openLab } from '../testing/lab.js';
import type { Postgrest } from '../testing/start-postgrest.js';
import { plan, type WantedView } from './plan.js';
import { AnotherContent, publish, servedViews, until } from './publish.js';

const schema = `
create schema app;
create table app.orders (id integer primary key, total numeric(10,2) not null, tenant text not null);
insert into app.orders select n, n * 10, 'a' from generate_series(1, 50) n;
create schema v1; create schema v2;
`;

const narrow: WantedView = {
  name: 'orders',
  sql: 'select id, total from app.orders',
  columns: [
    { name: 'id', type: 'integer' },
    { name: 'total', type: 'numeric(10,2)' },
  ],
  as: 'caller',
  comment: 'Orders — über alles',
};
const wide: WantedView = {
  ...narrow,
  sql: 'select id, total, tenant from app.orders',
  columns: [...narrow.columns, { name: 'tenant', type: 'text' }],
};
const other: WantedView = {
  ...narrow,
  sql: 'select id, total::text as total from app.orders',
  columns: [
    { name: 'id', type: 'integer' },
    { name: 'total', type: 'text' },
  ],
};

describe('publishing views', () => {
  let lab: Awaited<ReturnType<typeof openLab>>;
  let postgrest: Postgrest;
  let grants: Map<string, string[]>;

  const ship = async (wanted: WantedView[], deployment_id = randomUUID()) => {
    const planned = plan('v1', await servedViews(lab.owner, 'v1'), wanted, grants);
    return {
      ...(await publish(lab.owner, { deployment_id, step: 1 }, planned.step)),
      changes: planned.changes,
      planned,
    };
  };
  const columnsServed = async (): Promise<string[]> => {
    const answer = await fetch(`${postgrest.url}/orders?limit=1`);
    return answer.ok ? Object.keys(((await answer.json()) as object[])[0] ?? {}) : [String(answer.status)];
  };

  beforeAll(async () => {
    lab = await openLab(inject('postgresUrl'), schema);
    await lab.install(null);
    await lab.owner.query(
      `grant select on app.orders to ${lab.names.anon}; grant usage on schema app to ${lab.names.anon}`,
    );
    const policy: EndpointPolicy = {
      endpoint_id: 'orders',
      schema: 'v1',
      resource: { kind: 'view', name: 'orders' },
      methods: ['GET'],
      authentication: { required: false, methods: ['jwt'] },
      authorization: [{ role: lab.names.anon, methods: ['GET'], columns: { read: null, write: null } }],
      rate_limiting: null,
      caching: null,
      deprecation: null,
    };
    grants = new Map([['orders', compile(policy, lab.names.anon, lab.roles).statements]]);
    postgrest = await lab.serve();
  });
  afterAll(() => lab?.close());

  it('makes, widens in place, and makes anew what cannot be replaced', async () => {
    expect((await ship([narrow])).changes).toEqual([{ view: 'orders', kind: 'create' }]);
    expect(await until(async () => (await columnsServed()).length === 2)).toBe(true);
    expect((await ship([wide])).changes).toEqual([{ view: 'orders', kind: 'replace' }]);
    expect(await until(async () => (await columnsServed()).includes('tenant'))).toBe(true);
    expect((await ship([other])).changes).toEqual([{ view: 'orders', kind: 'recreate' }]);
    expect(await columnsServed()).toEqual(['id', 'total']);
  });

  it('keeps whose rights count through every replacement', async () => {
    for (const wanted of [narrow, wide, wide]) {
      await ship([wanted]);
      const { rows } = await lab.owner.query(
        `select reloptions from pg_class where oid = 'v1.orders'::regclass`,
      );
      expect(rows[0].reloptions).toEqual(['security_invoker=true']);
    }
  });

  it('is done once, however often it is asked for, and not with other content', async () => {
    const id = randomUUID();
    const { planned } = await ship([narrow], id);

    expect(await publish(lab.owner, { deployment_id: id, step: 1 }, planned.step)).toMatchObject({
      done: 'before',
    });
    await expect(
      publish(lab.owner, { deployment_id: id, step: 1 }, { statements: [], content_hash: 'another' }),
    ).rejects.toThrow(AnotherContent);
  });

  it('leaves everything as it was when a statement fails', async () => {
    const before = await servedViews(lab.owner, 'v1');
    const bad = { ...wide, name: 'broken', sql: 'select nothing from app.orders' };

    await expect(ship([wide, bad])).rejects.toThrow('nothing');
    expect(await servedViews(lab.owner, 'v1')).toEqual(before);
    expect((await lab.owner.query(`select from pgai.deployment where content_hash = 'x'`)).rowCount).toBe(0);
  });

  it('gives way to a long reader instead of holding up every request behind it', async () => {
    await ship([narrow]);
    const reader = await lab.another();
    await reader.query('begin; select * from v1.orders limit 1');
    const planned = plan('v1', await servedViews(lab.owner, 'v1'), [other], grants);
    const stuck = publish(lab.owner, { deployment_id: randomUUID(), step: 1 }, planned.step, {
      lockMs: 100,
      tries: 2,
      pauseMs: 10,
    });

    await expect(stuck).rejects.toMatchObject({ code: '55P03' });
    expect((await fetch(`${postgrest.url}/orders?limit=1`)).status).toBe(200);
    await reader.query('rollback');
    await reader.end();
  });

  it('swaps a view thirty times under load without one failed request', async () => {
    await ship([narrow]);
    const seen = new Map<number, number>();
    let going = true;
    const load = Array.from({ length: 6 }, async () => {
      while (going) {
        const answer = await fetch(`${postgrest.url}/orders?select=id&limit=1`);
        await answer.arrayBuffer();
        seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
      }
    });
    for (let round = 0; round < 10; round += 1)
      for (const wanted of [wide, other, narrow]) await ship([wanted]);
    going = false;
    await Promise.all(load);

    expect([...seen.keys()]).toEqual([200]);
    expect(seen.get(200)).toBeGreaterThan(100);
  });
});
