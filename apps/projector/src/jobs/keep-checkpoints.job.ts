import { type ReadSubtrees, treeRoot } from '@pgai/ledger/proofs.js';
import { BadCheckpoint, openCheckpoint, type Signer } from '@pgai/ledger/signed-checkpoint.js';
import type pg from 'pg';
import type { Logger } from 'pino';
import { NotThisTree } from '../checkpoints/not-this-tree.js';
import { nameOf, type Target } from '../checkpoints/target.js';
import { subtreesIn, treeAt } from '../exports/ledger-rows.js';

type Means = { pool: pg.Pool; signer: Signer; targets: readonly Target[]; logger: Logger };
type Last = { kept_size: string | null; due: boolean };

/** Looked at every minute; kept after so many events, or so many minutes since the last one. */
const dueEvents = 1_000;
const dueMinutes = 5;

/** Compares what is kept outside with the tree, then keeps the tree as it is now. Repeated without harm at any point. */
export async function keepCheckpoints({ pool, signer, targets, logger }: Means) {
  if (targets.length === 0) return;
  const head = await treeAt(pool, '0');
  for (const target of targets) {
    const last = await lastOf(pool, target, head.size);
    if (!last.due) continue;
    try {
      const compared = await compare(target, head, signer, subtreesIn(pool));
      if (head.size > 0 && String(head.size) !== last.kept_size)
        await target.keep(nameOf(head.size), signer.sign(head));
      await pool.query(
        `update app.checkpoint_target set kept_size = $2, kept_at = now(), failure = null, failed_at = null,
           compared = $3, compared_at = case when $4 then now() end where target = $1`,
        [target.label, head.size, compared ?? 0, compared !== undefined],
      );
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error);
      logger.error({ err: error, target: target.label }, 'a checkpoint is not kept outside');
      await pool.query(
        'update app.checkpoint_target set failure = $2, failed_at = coalesce(failed_at, now()) where target = $1',
        [target.label, failure],
      );
    }
  }
  await pool.query('delete from app.checkpoint_target where not (target = any($1))', [
    targets.map(({ label }) => label),
  ]);
}

/** One that failed is due every time. */
async function lastOf(pool: pg.Pool, { label }: Target, size: number) {
  const { rows } = await pool.query<Last>(
    `insert into app.checkpoint_target (target) values ($1) on conflict (target) do update set seen_at = now()
     returning kept_size, failure is not null or kept_at is null or $2 - kept_size >= $3
       or kept_at < now() - make_interval(mins => $4) as due`,
    [label, size, dueEvents, dueMinutes],
  );
  return rows[0] as Last;
}

/** How many were compared. @throws NotThisTree at the first that is not of this tree, BadCheckpoint if not of this key */
async function compare(
  target: Target,
  head: { size: number; root: Buffer },
  signer: Signer,
  read: ReadSubtrees,
) {
  const notes = await target.kept?.();
  for (const note of notes ?? []) {
    const kept = opened(note, signer);
    if (kept.size > head.size)
      throw new NotThisTree(`A tree of ${kept.size} events is kept; the ledger has ${head.size}.`);
    if (!kept.root.equals(await treeRoot(kept.size, read)))
      throw new NotThisTree(`The first ${kept.size} events are not those of the checkpoint that is kept.`);
  }
  return notes?.length;
}

function opened(note: string, signer: Signer) {
  try {
    return openCheckpoint(note, signer.verifier);
  } catch (error) {
    if (error instanceof BadCheckpoint) throw new NotThisTree(`A copy is not ours: ${error.message}`);
    throw error;
  }
}
