import { z } from 'zod';
import { Page } from './list.js';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
export const ExportId = z.string().regex(uuid, { error: 'An export has a UUID.' });

const Word = z.string().trim().min(1).max(200);
const Time = z.iso.datetime({ offset: true, error: 'A time with its zone, such as 2026-11-20T13:48:12Z.' });

export const ExportFilter = z
  .strictObject({
    from: Time,
    to: Time,
    action: Word,
    actor_id: Word,
    resource_type: Word,
    resource_id: Word,
  })
  .partial()
  .meta({ id: 'ExportFilter' });
export type ExportFilter = z.infer<typeof ExportFilter>;

export const RequestExport = z
  .strictObject({
    format: z.enum(['csv', 'jsonl'], { error: 'csv or jsonl.' }),
    /** stands in the file: who it is for, and why */
    recipient: z
      .string()
      .trim()
      .min(1, { error: 'Say for whom.' })
      .max(200, { error: 'At most 200 characters.' })
      .regex(/^[^\p{Cc}]*$/u, { error: 'One line of text.' }),
    filter: ExportFilter.default({}),
  })
  .meta({ id: 'RequestExport' });
export type RequestExport = z.input<typeof RequestExport>;

export const AuditExport = z
  .object({
    export_id: z.uuid(),
    format: z.enum(['csv', 'jsonl']),
    filter: z.record(z.string(), z.string()),
    /** null once it cannot be opened any more */
    recipient: z.string().nullable(),
    status: z.enum(['waiting', 'making', 'ready', 'rejected', 'failed', 'expired']),
    requested_by: z.string(),
    requested_by_name: z.string().nullable(),
    requested_at: z.string(),
    decided_by: z.string().nullable(),
    decided_by_name: z.string().nullable(),
    rows: z.number().int().nullable(),
    bytes: z.string().nullable(),
    sha256: z.string().nullable(),
    expires_at: z.string().nullable(),
    failure: z.string().nullable(),
    downloads: z.number().int(),
    revision: z.number().int(),
  })
  .meta({ id: 'AuditExport' });
export type AuditExport = z.infer<typeof AuditExport>;

export const AuditExportList = z
  .object({ data: z.array(AuditExport), page: Page })
  .meta({ id: 'AuditExportList' });
export type AuditExportList = z.infer<typeof AuditExportList>;
