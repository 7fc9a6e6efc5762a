import type { ExportEvent } from '@pgai/domain/exports/export.js';
import type { ExpireExport } from '../jobs/expire-export.job.js';
import type { MakeExport } from '../jobs/make-export.job.js';
import type { Projected } from '../projection.js';
import { enqueue, reactor } from '../reactor.js';

/** An export is made once nobody has to approve it any more, and removed when its time is over. */
export const auditExportWork = reactor<ExportEvent>('audit-export-work', {
  ExportRequested: (_db, event) => (event.data.needs_approval ? [] : make(event)),
  ExportApproved: (_db, event) => make(event),
  ExportCompleted: (_db, { subject, data, id, metadata }) => {
    const payload: ExpireExport = {
      export_id: subject,
      event_id: id,
      correlation_id: metadata.correlation_id,
    };
    return enqueue({ identifier: 'expire-export', payload, key: id, runAt: data.expires_at });
  },
});

const make = ({ subject, id, position, metadata, at }: Projected<ExportEvent>) => {
  const payload: MakeExport = {
    export_id: subject,
    event_id: id,
    position: String(position),
    correlation_id: metadata.correlation_id,
  };
  return enqueue({ identifier: 'make-export', payload, key: id, runAt: at });
};
