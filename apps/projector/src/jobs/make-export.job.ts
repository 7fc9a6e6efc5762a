import { createHash } from 'node:crypto';
import { auditExport, type Export } from '@pgai/domain/exports/export.js';
import { LostRace, StoreUnavailable } from '@pgai/event-store/errors.js';
import type { EventStore } from '@pgai/event-store/event-store.js';
import { handle } from '@pgai/event-store/handle.js';
import { canonicalJson } from '@pgai/ledger/canonical-json.js';
import { type Manifest, signManifest } from '@pgai/ledger/manifest.js';
import type { Signer } from '@pgai/ledger/signed-checkpoint.js';
import type { PersonalVault } from '@pgai/vault/personal-vault.js';
import type pg from 'pg';
import type { Logger } from 'pino';
import { writers } from '../exports/export-file.js';
import { LedgerBehind, leavesOf, rowsAt, subtreesIn, treeAt } from '../exports/ledger-rows.js';
import { isOutage } from '../outage.js';
import { exportState } from './expire-export.job.js';
import { systemContext } from './system-context.js';

export type MakeExport = { export_id: string; event_id: string; position: string; correlation_id: string };

type Means = { store: EventStore; pool: pg.Pool; vault: PersonalVault; signer: Signer; logger: Logger };
type Making = Exclude<Export, { status: 'absent' }>;

const readTogether = 200;
const keptMs = 24 * 3_600_000;

/**
 * Writes the file in one transaction, then says so in the log. Whoever runs again finds the file there and only says it; a
 * ledger that has not come far enough, and a store that is away, are waited for by the queue.
 */
export async function makeExport(means: Means, job: MakeExport) {
  const { store, pool, logger } = means;
  const state = await exportState(store, job.export_id);
  if (state.status !== 'making') return;
  const context = systemContext('make-export', state.requested.team_id, job);
  const stream = `export-${job.export_id}`;
  const client = await pool.connect();
  try {
    const made = (await madeBefore(client, job.export_id)) ?? (await write(means, client, job, state));
    await handle(store, auditExport, stream, { type: 'CompleteExport', ...made }, context);
  } catch (error) {
    await client.query('rollback');
    if (passes(error)) throw error;
    logger.error({ err: error, export_id: job.export_id }, 'an export cannot be made');
    const reason = 'The file could not be written.';
    await handle(store, auditExport, stream, { type: 'FailExport', reason }, context);
  } finally {
    client.release();
  }
}

/** The queue tries again by itself. */
const passes = (error: unknown) =>
  isOutage(error) ||
  error instanceof LedgerBehind ||
  error instanceof StoreUnavailable ||
  error instanceof LostRace;

async function madeBefore(client: pg.PoolClient, id: string) {
  const { rows } = await client.query<{
    rows: number;
    bytes: string;
    sha256: string;
    tree_size: string;
    expires_at: Date;
  }>('select rows, bytes, sha256, tree_size, expires_at from app.export_file where export_id = $1', [id]);
  const [file] = rows;
  if (!file) return undefined;
  const { bytes, tree_size, expires_at } = file;
  return {
    ...file,
    bytes: Number(bytes),
    tree_size: Number(tree_size),
    expires_at: expires_at.toISOString(),
  };
}

async function write({ signer, vault, store }: Means, client: pg.PoolClient, job: MakeExport, state: Making) {
  const { requested, approved_by } = state;
  const { team_id, format, filter } = requested;
  const [asked] = await store.read(`export-${job.export_id}`);
  await client.query('begin isolation level repeatable read');
  const head = await treeAt(client, job.position);
  const leaves = await leavesOf(client, team_id, head.size, filter);
  const recipient = (await vault.open(job.export_id, requested.recipient)) ?? '';
  const watermark = `Export ${job.export_id} for ${recipient}`;
  const writer = writers[format]({ signer, head, team: team_id, exportId: job.export_id, leaves, watermark });

  const hash = createHash('sha256');
  let n = 0;
  let bytes = 0;
  const put = async (text: string) => {
    const chunk = Buffer.from(text);
    bytes += chunk.length;
    await client.query(
      'insert into app.export_chunk (export_id, team_id, n, bytes) values ($1, $2, $3, $4)',
      [job.export_id, team_id, n++, chunk],
    );
    return chunk;
  };
  const range = { first: '-', last: '-' };
  hash.update(await put(writer.begin()));
  for (let from = 0; from < leaves.length; from += readTogether) {
    const rows = await rowsAt(client, leaves.slice(from, from + readTogether));
    hash.update(await put(await writer.entries(rows, subtreesIn(client))));
    if (from === 0) range.first = rows[0]?.position ?? '-';
    range.last = rows.at(-1)?.position ?? '-';
  }
  const sha256 = hash.digest('hex');
  const now = new Date();
  const { kind, id } = requested.requested_by;
  const manifest: Manifest = {
    export: job.export_id,
    team: team_id,
    format,
    rows: String(leaves.length),
    sha256,
    range: `${range.first} ${range.last}`,
    filter: canonicalJson(filter),
    'asked-by': `${kind} ${id}`,
    'asked-at': asked?.metadata.at ?? '-',
    'approved-by': approved_by ?? '-',
    'made-at': now.toISOString(),
    for: recipient,
  };
  const note = signManifest(signer, head, manifest);
  await put(writer.end(note));
  const expires_at = new Date(now.getTime() + keptMs).toISOString();
  await client.query(
    `insert into app.export_file (export_id, team_id, rows, bytes, sha256, tree_size, manifest, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [job.export_id, team_id, leaves.length, bytes, sha256, head.size, note, expires_at],
  );
  await client.query('commit');
  return { rows: leaves.length, bytes, sha256, tree_size: head.size, expires_at };
}
