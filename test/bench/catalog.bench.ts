import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { SearchIndex } from '@pgai/catalog/browser/search.js';
import { introspect } from '@pgai/catalog/introspect.js';
import { type Query, serverVersion } from '@pgai/catalog/query.js';
import { type Known, refresh } from '@pgai/catalog/refresh.js';
import { SingleFlight } from '@pgai/catalog/single-flight.js';
import { PostgresMeta } from '@supabase/postgres-meta';
import pg from 'pg';
import { generate } from './catalog/generate.ts';
import { limit } from './catalog/limit.ts';
import {
  atLeast,
  atMost,
  type Bench,
  figure,
  interleaved,
  median,
  percentile,
  type Row,
  ratio,
} from './harness.ts';

/** A schema of 1,000 tables read whole, read again, and read by many at once. */
export const catalog: Bench = async (lab) => {
  const url = await lab.database();
  await generate(url, { tables: lab.quick ? 200 : 1_000 });
  const connected = await connect(url);
  lab.own({ stop: () => connected.end() });
  const query: Query = (text) => connected.query(text) as unknown as ReturnType<Query>;
  const options = { version: await serverVersion(query) };
  const peer = new PostgresMeta({ connectionString: url, max: 1 });
  lab.own({ stop: () => peer.end() });

  let known: Known = await refresh(query, undefined, options);
  let turn = 0;
  const flights = new SingleFlight<string, unknown>();
  const times = await interleaved(lab.rounds, {
    whole: () => timed(() => introspect(query, options)),
    limit: () => timed(() => limit(connected)),
    peer: () => timed(() => flatLists(peer)),
    unchanged: () => timed(() => refresh(query, known, options)),
    one: async () => {
      turn++;
      await connected.query(`alter table s${turn % 4}.t${turn} add column again integer`);
      return timed(async () => {
        known = await refresh(query, known, options);
      });
    },
    fifty: () =>
      timed(() =>
        Promise.all(Array.from({ length: 50 }, () => flights.run('it', () => introspect(query, options)))),
      ),
  });

  const ms = (values: readonly number[]) => `${figure(median(values))} ms`;
  const row = (what: string, ours: readonly number[], against: readonly number[], goal: Row['goal']): Row => {
    const { value, range } = 'least' in goal ? ratio(against, ours) : ratio(ours, against);
    return { what: `catalog, ${what}`, ours: ms(ours), against: ms(against), value, range, goal };
  };
  return [
    row('all of 1,000 tables, linked / flat lists of postgres-meta', times.whole, times.peer, atLeast(5)),
    row(
      'all of 1,000 tables, linked / eleven statements in one message',
      times.whole,
      times.limit,
      atMost(1.3),
    ),
    row('refresh, nothing moved / all', times.unchanged, times.whole, atMost(0.4)),
    row('refresh, one table changed / all', times.one, times.whole, atMost(0.5)),
    row('50 at once / one', times.fifty, times.whole, atMost(1.2)),
    searching(),
  ];
};

/** Half of the questions are misspelt; none of them is answered from a memory of answers. */
function searching(): Row {
  const index = new SearchIndex(
    Array.from({ length: 2_000 }, (_, i) => ({
      id: i,
      schema: `s${i % 4}`,
      name: `order_item_${i}`,
      columns: Array.from(
        { length: 12 },
        (_c, c) => ['customer_id', 'created_at', `amount_${i}`][c % 3] + (c > 2 ? `_${c}` : ''),
      ),
      texts: [`Things of kind ${i}, one row each`],
    })),
  );
  const questions = ['o', 'order', 'amount_19', 'kind', 'custmoer', 'ordr item', 'creatd_at', 'amuont_1999'];
  for (const question of questions) index.search(question);
  const times = Array.from({ length: 10 }, () => questions)
    .flat()
    .map((question) => {
      const began = performance.now();
      index.search(question);
      return performance.now() - began;
    });
  return {
    what: 'catalog, a keystroke over 2,000 tables: 95th percentile',
    ours: `median ${figure(median(times))} ms`,
    against: '',
    value: percentile(times, 0.95),
    goal: atMost(30, 'ms'),
  };
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What one arm leaves behind is not paid by the next. */
async function timed(work: () => Promise<unknown>) {
  collectGarbage();
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** What its own generator of types asks for, one after the other. */
async function flatLists(peer: PostgresMeta) {
  for (const list of [
    peer.schemas.list(),
    peer.tables.list({ includeColumns: false }),
    peer.foreignTables.list({ includeColumns: false }),
    peer.views.list({ includeColumns: false }),
    peer.materializedViews.list({ includeColumns: false }),
    peer.columns.list(),
    peer.relationships.list(),
    peer.functions.list(),
    peer.types.list({ includeArrayTypes: true, includeSystemSchemas: true }),
  ]) {
    const { error } = await list;
    if (error) throw new Error(error.message);
  }
}

async function connect(url: string) {
  const client = new pg.Client(url);
  await client.connect();
  return client;
}
