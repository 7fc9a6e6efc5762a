import { auditExport, type Export, type ExportEvent } from '@pgai/domain/exports/export.js';
import type { EventStore } from '@pgai/event-store/event-store.js';
import { handle } from '@pgai/event-store/handle.js';
import type pg from 'pg';
import { systemContext } from './system-context.js';

export type ExpireExport = { export_id: string; event_id: string; correlation_id: string };

/** What the events of an export have made of it. */
export async function exportState(store: EventStore, id: string): Promise<Export> {
  const events = await store.read<ExportEvent>(`export-${id}`);
  return events.reduce(auditExport.evolve, auditExport.initial);
}

/** Removes the file of an export whose time is over. */
export async function expireExport({ store, pool }: { store: EventStore; pool: pg.Pool }, job: ExpireExport) {
  const state = await exportState(store, job.export_id);
  if (state.status === 'absent') return;
  await pool.query('delete from app.export_file where export_id = $1', [job.export_id]);
  const context = systemContext('expire-export', state.requested.team_id, job);
  await handle(store, auditExport, `export-${job.export_id}`, { type: 'ExpireExport' }, context);
}
