import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase } from '../../test/support/database.ts';
import type { Append } from './decide.js';
import { Unavailable } from './refusal.js';
import { openStore, type Store } from './store.js';

let database: Awaited<ReturnType<typeof createDatabase>>;
let blocker: pg.Client;
let store: Store;
beforeAll(async () => {
  database = await createDatabase();
  store = await openStore(database.url);
  blocker = new pg.Client(database.url);
  await blocker.connect();
});
afterAll(async () => {
  await blocker.end();
  await store.close(new Unavailable('The test is over.'));
  await database.drop();
});

const append = (
  stream: string,
  ids = [randomUUID()],
  expected: Append['expected'] = 'no_stream',
): Append => ({
  kind: 'append',
  stream,
  expected,
  events: ids.map((id) => ({ id, type: 't', json: false, data: Buffer.from('d'), meta: Buffer.alloc(0) })),
});

/** Holds the next commit until released, and returns once a write waits for it. */
async function holdCommits() {
  await blocker.query('begin; lock table node.events in exclusive mode');
  const first = store.writer.submit(append(randomUUID()));
  const waiting = 'select 1 from pg_locks where relation = $1::regclass and not granted';
  while ((await blocker.query(waiting, ['node.events'])).rowCount === 0);
  return async () => {
    await blocker.query('commit');
    await first;
  };
}

async function settled(promise: Promise<unknown>) {
  const pending = Symbol();
  await new Promise(setImmediate);
  return (
    (await Promise.race([
      promise.then(
        () => 0,
        () => 0,
      ),
      Promise.resolve(pending),
    ])) !== pending
  );
}

it('what arrives during a commit becomes durable in the next, all at once', async () => {
  const release = await holdCommits();
  const gathered = Array.from({ length: 40 }, (_, n) => store.writer.submit(append(`gathered-${n}`)));
  await release();
  await Promise.all(gathered);
  const { rows } = await blocker.query(
    `select count(distinct xmin::text)::int as commits, count(*)::int as events from node.events where stream like 'gathered-%'`,
  );
  expect(rows).toEqual([{ commits: 1, events: 40 }]);
});

it('the retry of an append that is not durable yet waits for its commit', async () => {
  const ids = [randomUUID(), randomUUID()];
  const release = await holdCommits();
  const answers = ['no_stream', 'no_stream', 'any'].map((expected) =>
    store.writer.submit(append('impatient', ids, expected as 'any' | 'no_stream')),
  );
  for (const answer of answers) expect(await settled(answer)).toBe(false);
  await release();
  const [first, ...others] = await Promise.all(answers);
  expect(first).toMatchObject({ revision: 1n });
  expect(others).toMatchObject([first!, first!]);
});

it('a retry is known behind a deletion that arrived with it', async () => {
  const began = append('begun', [randomUUID()]);
  const [first, , retried] = await Promise.all([
    store.writer.submit(began),
    store.writer.submit({ kind: 'delete', stream: 'begun', expected: 'any' }),
    store.writer.submit(began),
  ]);
  expect(retried).toMatchObject(first);
});

it('what arrives after a conflict does not make a retry of it', async () => {
  const [one, two] = [randomUUID(), randomUUID()];
  const answers = await Promise.allSettled([
    store.writer.submit(append('conflict', [one], 'any')),
    store.writer.submit(append('conflict', [one, two], 'no_stream')),
    store.writer.submit(append('conflict', [two], 'any')),
  ]);
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

it('nobody reads what is not durable, and a refusal that rests on it waits too', async () => {
  const release = await holdCommits();
  const written = store.writer.submit(append('early'));
  const refused = store.writer.submit(append('early')).catch((error) => error.message);
  const { head } = store.commits;
  expect((await store.heads.read('early')).revision).toBe(-1n);
  expect(await settled(refused)).toBe(false);
  await release();
  expect(await refused).toMatch(/expected no_stream/);
  expect((await written).position).toBeGreaterThan(head);
  expect((await store.heads.read('early')).revision).toBe(0n);
});

it('an append whose deadline passes in the queue is not written', async () => {
  const release = await holdCommits();
  const late = store.writer.submit(append('too-late'), Date.now()).catch((error) => error.detail.name);
  await release();
  expect(await late).toBe('Timeout');
  expect((await store.heads.read('too-late')).revision).toBe(-1n);
});

it('a full queue says so, and has room again after a commit', async () => {
  const release = await holdCommits();
  const waiting = [];
  while (!store.writer.full) waiting.push(store.writer.submit(append('crowd', [randomUUID()], 'any')));
  await expect(store.writer.submit(append('crowd'))).rejects.toThrow('too busy');
  const room = store.writer.room();
  await release();
  await room;
  await Promise.all(waiting);
  expect((await store.heads.read('crowd')).revision).toBe(BigInt(waiting.length - 1));
});

it('stopping lets the commit in flight finish and refuses what waits', async () => {
  const other = await createDatabase();
  const stopping = await openStore(other.url);
  const inFlight = stopping.writer.submit(append('in-flight'));
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  const waiting = stopping.writer.submit(append('waiting')).catch((error) => error.message);
  await stopping.close(new Unavailable('stopping'));
  expect(await inFlight).toMatchObject({ revision: 0n });
  expect(await waiting).toBe('stopping');
  await expect(stopping.writer.submit(append('after'))).rejects.toThrow('stopping');
  await other.drop();
});
