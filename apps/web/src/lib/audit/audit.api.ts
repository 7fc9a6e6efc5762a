import type { AuditList, AuditVerdict, ProvenAuditEntry } from '@pgai/contracts/audit.js';
import { type Fetch, read } from '#lib/api/request.ts';

export const listAudit = (team: string, query: URLSearchParams, fetch: Fetch) =>
  read<AuditList>(`/api/teams/${team}/audit?${query}`, fetch);
export const getAuditEntry = (team: string, position: string, fetch: Fetch) =>
  read<ProvenAuditEntry>(`/api/teams/${team}/audit/${encodeURIComponent(position)}`, fetch);
export const verifyAudit = (team: string) => read<AuditVerdict>(`/api/teams/${team}/audit/verify`);
export const auditExport = (team: string) => `/api/teams/${team}/audit/export`;
