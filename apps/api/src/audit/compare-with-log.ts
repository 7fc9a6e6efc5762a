import type { AuditVerdict } from '@pgai/contracts/audit.js';
import type { Recorded } from '@pgai/event-store/event.js';
import type { EventStore } from '@pgai/event-store/event-store.js';
import { canonicalJson } from '@pgai/ledger/canonical-json.js';
import { describe, leafOf } from '@pgai/ledger/entry.js';
import { Frontier } from '@pgai/ledger/frontier.js';
import type { LedgerQueries, LedgerRow } from './ledger.queries.js';

type Difference = NonNullable<AuditVerdict['difference']>;

/** The log and the ledger side by side, event by event and hash by hash, up to the first that differs. */
export async function compareWithLog(queries: LedgerQueries, store: EventStore): Promise<AuditVerdict> {
  const at = new Date().toISOString();
  const reach = await queries.reach();
  const rows = queries.rows(reach);
  const tree = new Frontier();
  const verdict = (difference: Difference | null): AuditVerdict => ({
    verified: difference === null,
    entries: tree.size,
    root: tree.root.toString('base64'),
    at,
    difference,
  });

  let page: LedgerRow[] = [];
  let n = 0;
  const next = async () => {
    if (n === page.length) {
      page = (await rows.next()).value ?? [];
      n = 0;
    }
    return page[n++];
  };
  for await (const event of store.readAll()) {
    if (event.position > reach) break;
    const row = n < page.length ? page[n++] : await next();
    const missing = absence(event, row);
    if (missing) return verdict(missing);
    const completed = tree.completing(leafOf({ ...event, data: event.stored }));
    const fields = differences(event, row as LedgerRow, tree.size, completed);
    if (fields.length > 0) return verdict({ position: String(event.position), kind: 'changed', fields });
    tree.add(completed);
  }
  const left = await next();
  return verdict(left ? { position: left.position, kind: 'missing-in-log', fields: [] } : null);
}

/** One side goes on at a later position than the other: the other lacks an event. */
function absence({ position }: Recorded, row: LedgerRow | undefined): Difference | undefined {
  if (!row || BigInt(row.position) > position)
    return { position: String(position), kind: 'missing-in-ledger', fields: [] };
  if (BigInt(row.position) < position) return { position: row.position, kind: 'missing-in-log', fields: [] };
}

/** Which columns of the row are not what the event says; as PostgreSQL prints them, since nearly all are equal. */
function differences(event: Recorded, row: LedgerRow, leaf: number, completed: Buffer[]): string[] {
  const { stored, stream, revision, id, metadata } = event;
  const { at, ...described } = describe({ ...event, data: stored });
  const expected: Record<keyof LedgerRow, string | null> = {
    ...described,
    at: (at.getTime() / 1_000).toFixed(6),
    leaf_index: String(leaf),
    position: String(event.position),
    stream,
    revision: String(revision),
    event_id: id,
    data: JSON.stringify(stored),
    metadata: JSON.stringify(metadata),
    subtrees: `{${completed.map((hash) => `"\\\\x${hash.toString('hex')}"`).join(',')}}`,
  };
  return (Object.keys(expected) as (keyof LedgerRow)[]).filter(
    (name) => row[name] !== expected[name] && !(json.has(name) && sameJson(row[name], expected[name])),
  );
}

const json = new Set<keyof LedgerRow>(['data', 'metadata']);
const sameJson = (a: string | null, b: string | null) =>
  canonicalJson(JSON.parse(a ?? '')) === canonicalJson(JSON.parse(b ?? ''));
