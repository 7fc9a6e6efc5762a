import type { Recorded } from '@pgai/event-store/event.js';
import type { EventStore } from '@pgai/event-store/event-store.js';
import pg from 'pg';
import { readCheckpoint } from './checkpoint.js';
import type { Open, Projection } from './projection.js';
import { Scratch } from './scratch.js';
import type { Session } from './session.js';

const id = pg.escapeIdentifier;
const copyOf = (table: string) => id(`live_${table}`);
const differencesShown = 5;

export type Verdict = {
  projection: string;
  table: string;
  position: bigint;
  equal: boolean;
  live: { rows: number; sha256: string };
  rebuilt: { rows: number; sha256: string };
  /** primary keys of the first rows that differ */
  differences: string[];
};

/**
 * Is the read model what the log says? Takes a copy and its checkpoint in one snapshot (so that the live model may go on
 * and vacuum need not wait), replays the log up to that very checkpoint, and compares.
 */
export async function verify(
  projection: Projection,
  { databaseUrl, store, open }: { databaseUrl: string; store: EventStore; open: Open },
): Promise<Verdict[]> {
  const scratch = await Scratch.create(databaseUrl, 'verify', projection, open);
  const { session } = scratch;
  try {
    await session.query('begin isolation level repeatable read');
    const { position } = await readCheckpoint(session, projection.name);
    for (const table of projection.tables)
      await session.query(`create unlogged table ${copyOf(table)} as select * from read.${id(table)}`);
    await session.query('commit');

    await scratch.replay(upTo(position, store.readAll()));

    const verdicts: Verdict[] = [];
    for (const table of projection.tables) {
      const live = await checksum(session, copyOf(table));
      const rebuilt = await checksum(session, id(table));
      const equal = live.sha256 === rebuilt.sha256;
      const differences = equal ? [] : await differingKeys(session, table);
      verdicts.push({ projection: projection.name, table, position, equal, live, rebuilt, differences });
    }
    return verdicts;
  } finally {
    await scratch.close();
  }
}

async function* upTo(position: bigint, log: AsyncIterable<Recorded>) {
  for await (const event of log) {
    if (event.position > position) return;
    yield event;
  }
}

/** Of the rows as text, in the order of their hashes: the same rows have the same sum wherever they lie on disk. */
async function checksum(session: Session, table: string) {
  const { rows } = await session.query<{ rows: number; sha256: string }>(
    `select count(*)::integer as rows, encode(sha256(coalesce(string_agg(hash, '' order by hash), '')), 'hex') as sha256
     from (select sha256(convert_to(t::text, 'UTF8')) as hash from ${table} t) hashed`,
  );
  return rows[0] ?? { rows: 0, sha256: '' };
}

async function differingKeys(session: Session, table: string) {
  const { rows: columns } = await session.query<{ name: string }>(
    `select attname as name from pg_index
     join pg_attribute on attrelid = indrelid and attnum = any (indkey)
     where indrelid = $1::regclass and indisprimary order by array_position(indkey::int2[], attnum)`,
    [`read.${id(table)}`],
  );
  const key = columns.map(({ name }) => id(name)).join(', ');
  const { rows } = await session.query<{ key: string }>(
    `select row(${key})::text as key from ${copyOf(table)} live full join ${id(table)} rebuilt using (${key})
     where live::text is distinct from rebuilt::text order by key limit ${differencesShown}`,
  );
  return rows.map((row) => row.key);
}
