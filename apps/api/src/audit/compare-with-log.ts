import type { AuditVerdict } from '@pgai/contracts/audit.js';
import type { Recorded } from '@pgai/event-store/event.js';
import type { EventStore } from '@pgai/event-store/event-store.js';
import { canonicalJson } from '@pgai/ledger/canonical-json.js';
import { describe, leafOf } from '@pgai/ledger/entry.js';
import { Frontier } from '@pgai/ledger/frontier.js';
import type { LedgerQueries } from './ledger.queries.js';

type Difference = NonNullable<AuditVerdict['difference']>;
type Row = Awaited<ReturnType<LedgerQueries['entriesOf']>>[number];

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

  for await (const event of store.readAll()) {
    if (event.position > reach) break;
    const { value: row } = await rows.next();
    const missing = absence(event, row);
    if (missing) return verdict(missing);
    const fields = differences(event, row as Row, tree);
    if (fields.length > 0) return verdict({ position: String(event.position), kind: 'changed', fields });
    tree.append(leafOf({ ...event, data: event.stored }));
  }
  const { value: left } = await rows.next();
  return verdict(left ? { position: left.position, kind: 'missing-in-log', fields: [] } : null);
}

/** One side goes on at a later position than the other: the other lacks an event. */
function absence({ position }: Recorded, row: Row | undefined): Difference | undefined {
  if (!row || BigInt(row.position) > position)
    return { position: String(position), kind: 'missing-in-ledger', fields: [] };
  if (BigInt(row.position) < position) return { position: row.position, kind: 'missing-in-log', fields: [] };
}

/** Which columns of the row are not what the event says. */
function differences(event: Recorded, row: Row, tree: Frontier): string[] {
  const { stored, stream, revision, id, metadata } = event;
  const logged = { ...event, data: stored };
  const expected: Record<keyof Row, unknown> = {
    ...describe(logged),
    leaf_index: String(tree.size),
    position: String(event.position),
    stream,
    revision: String(revision),
    event_id: id,
    data: stored,
    metadata,
    subtrees: tree.completing(leafOf(logged)),
  };
  return (Object.keys(expected) as (keyof Row)[]).filter(
    (name) => plain(row[name]) !== plain(expected[name]),
  );
}

const plain = (value: unknown) => canonicalJson(JSON.parse(JSON.stringify(value)));
