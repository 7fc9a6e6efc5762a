import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { openApi } from '@pgai/postgrest/openapi/document.js';
import { compile } from '@pgai/postgrest/policy/compile.js';
import type { EndpointPolicy } from '@pgai/postgrest/policy/policy.js';
import { plan, type WantedView } from '@pgai/postgrest/publication/plan.js';
import { publish, servedViews, until } from '@pgai/postgrest/publication/publish.js';
import { openLab } from '@pgai/postgrest/testing/lab.js';
import type { Postgrest } from '@pgai/postgrest/testing/start-postgrest.js';
import { atLeast, atMost, type Bench, figure, interleaved, median, type Row, ratio } from './harness.ts';

const schema = `
create schema app;
create table app.orders (id integer primary key, total numeric(10,2) not null, tenant text not null);
insert into app.orders select n, n, 'a' from generate_series(1, 1000) n;
create schema v1; create schema v2;
create view v1.orders as select id, total from app.orders;
create view v1.limited as select id, total from app.orders;
`;

type Served = Awaited<ReturnType<typeof openLab>>;

/** What the guard costs a request, how long publishing takes, and a description. On the user's own PostgREST. */
export const postgrest: Bench = async (lab) => {
  const served = await openLab(lab.server, schema);
  lab.own({ stop: () => served.close() });
  await served.install();
  const limit = { requests_per_minute: 600_000, burst_size: 10_000, per_user: false };
  for (const policy of [policyOf('orders', served), { ...policyOf('limited', served), rate_limiting: limit }])
    await served.owner.query(compile(policy, served.names.anon, served.roles).statements.join('\n'));
  const [guarded, bare] = [await served.serve(), await served.serve({ PGRST_DB_PRE_REQUEST: '' })];

  return [
    ...(await guarding(guarded, bare, lab.quick)),
    ...(await publishing(served, guarded, lab.quick)),
    ...describing(),
  ];
};

const policyOf = (name: string, { names }: Served): EndpointPolicy => ({
  endpoint_id: name,
  schema: 'v1',
  resource: { kind: 'view', name },
  methods: ['GET'],
  authentication: { required: false, methods: ['jwt'] },
  authorization: [{ role: names.anon, methods: ['GET'], columns: { read: null, write: null } }],
  rate_limiting: null,
  caching: null,
  deprecation: null,
});

async function guarding(guarded: Postgrest, bare: Postgrest, quick: boolean): Promise<Row[]> {
  const rounds = { warmUp: 1, counted: quick ? 2 : 5 };
  const [alone, many] = [quick ? 200 : 1_000, quick ? 1_000 : 4_000];
  const one = await interleaved(rounds, {
    bare: () => medianOf(bare, '/orders?id=eq.7', alone),
    guard: () => medianOf(guarded, '/orders?id=eq.7', alone),
  });
  const full = await interleaved(rounds, {
    bare: () => throughput(bare, '/orders?id=eq.7', many),
    guard: () => throughput(guarded, '/orders?id=eq.7', many),
    limited: () => throughput(guarded, '/limited?id=eq.7', many / 2),
  });
  const added = one.guard.map((value, round) => value - (one.bare[round] ?? Number.NaN));
  const each = (values: readonly number[]) => `${figure(median(values))} requests/s`;
  return [
    {
      what: 'PostgREST, what the guard adds to a request of one connection (median)',
      ours: `${figure(median(one.guard))} ms`,
      against: `${figure(median(one.bare))} ms`,
      value: median(added),
      range: [Math.min(...added), Math.max(...added)],
      goal: atMost(0.15, 'ms'),
    },
    {
      what: 'PostgREST, 32 connections with the guard / without',
      ours: each(full.guard),
      against: each(full.bare),
      ...ratio(full.guard, full.bare),
      goal: atLeast(0.85),
    },
    {
      what: 'PostgREST, 32 connections with a limit / without the guard',
      ours: each(full.limited),
      against: each(full.bare),
      ...ratio(full.limited, full.bare),
      goal: atLeast(0.6),
    },
  ];
}

/** Until PostgREST serves it, against the same statements and one reload by hand. */
async function publishing(served: Served, { url }: Postgrest, quick: boolean): Promise<Row[]> {
  let turn = 0;
  const next = (): WantedView[] => {
    turn += 1;
    const columns = [
      { name: 'id', type: 'integer' },
      { name: `total_${turn}`, type: 'numeric(10,2)' },
    ];
    return [
      {
        name: 'orders',
        sql: `select id, total as total_${turn} from app.orders`,
        columns,
        as: { role: served.names.owner },
        comment: null,
      },
    ];
  };
  const serves = (name: string) => async () => (await fetch(`${url}/orders?select=${name}&limit=1`)).ok;
  const grants = new Map([
    ['orders', compile(policyOf('orders', served), served.names.anon, served.roles).statements],
  ]);
  const keep = (views: { name: string }[]) => views.filter(({ name }) => name === 'orders');
  const times = await interleaved(
    { warmUp: 1, counted: quick ? 3 : 9 },
    {
      ours: async () => {
        const wanted = next();
        const began = performance.now();
        const { step } = plan('v1', keep(await servedViews(served.owner, 'v1')) as never, wanted, grants);
        await publish(served.owner, { deployment_id: randomUUID(), step: 1 }, step);
        await until(serves(`total_${turn}`), { everyMs: 5 });
        return performance.now() - began;
      },
      byHand: async () => {
        next();
        const began = performance.now();
        await served.owner.query(`begin; drop view v1.orders; create view v1.orders as select id, total as total_${turn} from app.orders;
        ${grants.get('orders')?.join('\n')} notify pgrst, 'reload schema'; commit`);
        await until(serves(`total_${turn}`), { everyMs: 5 });
        return performance.now() - began;
      },
    },
  );
  const ms = (values: readonly number[]) => `${figure(median(values))} ms`;
  return [
    {
      what: 'PostgREST, a view published until it is served / the DDL and a reload by hand',
      ours: ms(times.ours),
      against: ms(times.byHand),
      ...ratio(times.ours, times.byHand),
      goal: atMost(1.2),
    },
  ];
}

function describing(): Row[] {
  const columns = Array.from({ length: 20 }, (_, n) => ({
    name: `column_${n}`,
    type: ['integer', 'text', 'timestamp with time zone'][n % 3] ?? 'text',
    nullable: n > 0,
    description: `What column ${n} says`,
  }));
  const names = { names: { anon: 'anon' } } as Served;
  const endpoints = Array.from({ length: 300 }, (_, n) => ({
    policy: policyOf(`view_${n}`, names),
    title: `View ${n}`,
    description: null,
    columns,
    arguments: [],
  }));
  const took = Array.from({ length: 9 }, () => {
    const began = performance.now();
    JSON.stringify(
      openApi({
        title: 'Shop',
        version: '1.0.0',
        description: null,
        schema: 'v1',
        servers: [],
        endpoints,
        labels: new Map(),
      }),
    );
    return performance.now() - began;
  });
  return [
    {
      what: 'PostgREST, the OpenAPI of 300 endpoints with 20 columns each',
      ours: `${figure(median(took))} ms`,
      against: '',
      value: median(took) / 1_000,
      goal: atMost(1, 's'),
    },
  ];
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

function ask(url: string) {
  return new Promise<number>((done, fail) => {
    const sent = request(url, { agent }, (response) => {
      response.resume();
      response.on('end', () => done(response.statusCode ?? 0));
    });
    sent.on('error', fail);
    sent.end();
  });
}

async function medianOf({ url }: Postgrest, path: string, times: number) {
  const took: number[] = [];
  for (let n = 0; n < times; n++) {
    const began = performance.now();
    const status = await ask(url + path);
    if (status !== 200) throw new Error(`${path} answered ${status}.`);
    took.push(performance.now() - began);
  }
  return median(took);
}

async function throughput({ url }: Postgrest, path: string, times: number) {
  let left = times;
  let refused = 0;
  const began = performance.now();
  const worker = async () => {
    while (left-- > 0) if ((await ask(url + path)) !== 200) refused += 1;
  };
  await Promise.all(Array.from({ length: 32 }, worker));
  if (refused > 0) throw new Error(`${refused} of ${times} requests to ${path} were refused.`);
  return (times * 1_000) / (performance.now() - began);
}
