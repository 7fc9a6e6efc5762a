import type { AuditExport, AuditExportList, RequestExport } from '@pgai/contracts/exports.js';
import type { Receipt } from '@pgai/contracts/receipt.js';
import { command, type Fetch, read } from '#lib/api/request.ts';

const exportsOf = (team: string) => `/api/teams/${team}/audit/exports`;

export const listExports = (team: string, fetch: Fetch) =>
  read<AuditExportList>(`${exportsOf(team)}?limit=100`, fetch);
export const requestExport = (team: string, asked: RequestExport) => command<Receipt>(exportsOf(team), asked);
export const decideExport = (team: string, id: string, decision: 'approve' | 'reject') =>
  command<Receipt>(`${exportsOf(team)}/${id}/${decision}`);
/** Comes back once the read model shows what the command did. */
export const shownExport = (team: string, { id, revision }: Receipt) =>
  read<AuditExport>(`${exportsOf(team)}/${id}?at_least=${revision}`);
export const exportFile = (team: string, id: string) => `${exportsOf(team)}/${id}/file`;
