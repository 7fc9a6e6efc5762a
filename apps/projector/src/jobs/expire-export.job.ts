import { auditExport } from '@pgai/domain/exports/export.js';
import type { EventStore } from '@pgai/event-store/event-store.js';
import { handle } from '@pgai/event-store/handle.js';
import { stateOf } from '@pgai/event-store/state-of.js';
import type pg from 'pg';
import { systemContext } from './system-context.js';

export type ExpireExport = { export_id: string; event_id: string; correlation_id: string };

/** What the events of an export have made of it. */
export const exportState = (store: EventStore, id: string) => stateOf(store, auditExport, `export-${id}`);

/** Removes the file of an export whose time is over. */
export async function expireExport({ store, pool }: { store: EventStore; pool: pg.Pool }, job: ExpireExport) {
  const state = await exportState(store, job.export_id);
  if (state.status === 'absent') return;
  await pool.query('delete from app.export_file where export_id = $1', [job.export_id]);
  const context = systemContext('expire-export', state.requested.team_id, job);
  await handle(store, auditExport, `export-${job.export_id}`, { type: 'ExpireExport' }, context);
}
