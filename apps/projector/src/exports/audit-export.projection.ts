import type { ReadTables } from '@pgai/db/tables.js';
import type { ExportEvent } from '@pgai/domain/exports/export.js';
import type { Kysely, Updateable } from 'kysely';
import { type Projected, projection } from '../projection.js';

type Db = Kysely<ReadTables>;

/** Answers: which exports were asked for, by whom and for whom, and what became of them? */
export const auditExports = projection<ExportEvent>('audit-export', ['audit_export'], {
  ExportRequested: (db, { subject, data, at, revision }) =>
    db.insertInto('audit_export').values({
      export_id: subject,
      team_id: data.team_id,
      format: data.format,
      filter: JSON.stringify(data.filter),
      recipient: JSON.stringify(data.recipient),
      status: data.needs_approval ? 'waiting' : 'making',
      requested_by: data.requested_by.id,
      requested_at: at,
      downloads: 0,
      changed_at: at,
      revision: Number(revision),
    }),
  ExportApproved: (db, event) => changed(db, event, { status: 'making', decided_by: event.data.approved_by }),
  ExportRejected: (db, event) =>
    changed(db, event, { status: 'rejected', decided_by: event.data.rejected_by }),
  ExportCompleted: (db, event) => {
    const { rows, bytes, sha256, expires_at } = event.data;
    return changed(db, event, { status: 'ready', rows, bytes, sha256, expires_at });
  },
  ExportFailed: (db, event) => changed(db, event, { status: 'failed', failure: event.data.reason }),
  ExportDownloaded: (db, event) =>
    changed(db, event, {}).set((eb) => ({ downloads: eb('downloads', '+', 1) })),
  ExportExpired: (db, event) => changed(db, event, { status: 'expired' }),
});

const changed = (
  db: Db,
  { subject, at, revision }: Projected<ExportEvent>,
  set: Updateable<ReadTables['audit_export']>,
) =>
  db
    .updateTable('audit_export')
    .set({ ...set, changed_at: at, revision: Number(revision) })
    .where('export_id', '=', subject);
