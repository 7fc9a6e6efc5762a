import type pg from 'pg';
import { emptyHead, evolveHead, type Head } from './head.js';
import { metastreamOf } from './stream-name.js';

type LastRow = { base: string; stream: string; revision: string; data: Buffer };

/** Where these streams and their metadata streams end, as committed, in one query. */
export async function loadHeads(database: pg.Client | pg.Pool, bases: string[]) {
  const heads = new Map<string, Head>(bases.map((base) => [base, emptyHead]));
  if (bases.length === 0) return heads;

  const { rows } = await database.query<LastRow>({
    name: 'heads',
    text: `
      select wanted.base, last.* from unnest($1::text[], $2::text[]) as wanted (base, stream)
      cross join lateral (
        select stream, revision, case when wanted.base <> wanted.stream then data end as data from node.events
        where stream = wanted.stream order by revision desc limit 1) as last`,
    values: [
      [...bases, ...bases],
      [...bases, ...bases.map(metastreamOf)],
    ],
  });
  for (const { base, stream, revision, data } of rows) {
    const head = heads.get(base) ?? emptyHead;
    heads.set(base, evolveHead(head, { stream, revision: BigInt(revision), data }));
  }
  return heads;
}
