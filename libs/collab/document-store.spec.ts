import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as Y from 'yjs';
import { createDatabase } from '../../test/support/database.ts';
import { migrate } from '../db/migrate.ts';
import { createPool } from '../db/pool.ts';
import { DocumentStore } from './document-store.js';

let database: Awaited<ReturnType<typeof createDatabase>>;
let pool: ReturnType<typeof createPool>;
let store: DocumentStore;
beforeAll(async () => {
  database = await createDatabase();
  await migrate(database.url);
  pool = createPool(database.url, { role: 'pgai_api' });
  store = new DocumentStore(pool);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const draft = (branch = 'main', view_id: string = randomUUID()) => ({ view_id, branch });
const type = (text: string) => (doc: Y.Doc) => doc.getText('sql').insert(doc.getText('sql').length, text);
const textOf = async (name: ReturnType<typeof draft>) => (await store.load(name)).getText('sql').toString();

it('has what was changed, in the order it was', async () => {
  const name = draft();
  expect(await store.isEmpty(name)).toBe(true);

  await store.change(name, 'ada', type('select '));
  await store.change(name, 'grace', type('1'));

  expect(await textOf(name)).toBe('select 1');
  expect(await store.isEmpty(name)).toBe(false);
});

it('is filled once, by whichever process is first', async () => {
  const name = draft();
  const others = new DocumentStore(pool);

  await Promise.all([store, others, store].map((one) => one.fill(name, 'system', type('select 1'))));

  expect(await textOf(name)).toBe('select 1');
});

it('says who wrote since, also of deletions, and through compaction', async () => {
  const name = draft();
  await store.change(name, 'ada', type('select 1'));
  const { people, stateVector } = await store.contributors(name);
  expect(people).toEqual(['ada']);
  expect((await store.contributors(name, stateVector)).people).toEqual([]);

  await store.change(name, 'grace', (doc) => doc.getText('sql').delete(0, 3));
  await store.compact(name);
  await store.compact(name);

  expect((await store.contributors(name, stateVector)).people).toEqual(['grace']);
  expect((await store.contributors(name)).people).toEqual(['ada', 'grace']);
});

it('loses nothing that is written while it is compacted', async () => {
  const name = draft();
  const parts = Array.from({ length: 60 }, (_, i) => `${i};`);
  const writing = parts.map((part) => store.change(name, 'ada', (doc) => doc.getArray('all').push([part])));
  const compacting = [1, 2, 3].map(() => store.compact(name));
  await Promise.all([...writing, ...compacting]);
  await store.compact(name);

  const all = (await store.load(name)).getArray('all').toArray();
  expect(all.toSorted()).toEqual(parts.toSorted());
  const { rows } = await pool.query('select from app.document_update');
  expect(rows).toEqual([]); // without saying which view it is for, a query sees nothing
});

it('copies a draft to a new branch, where it goes its own way, and removes it', async () => {
  const name = draft();
  const copy = { ...name, branch: 'tax' };
  await store.change(name, 'ada', type('select 1'));
  await store.compact(name);
  await store.change(name, 'ada', type(', 2'));

  await store.copy(name, copy);
  await store.change(copy, 'grace', type(', 3'));
  await store.remove(name);

  expect(await textOf(copy)).toBe('select 1, 2, 3');
  expect(await store.isEmpty(name)).toBe(true);
});
