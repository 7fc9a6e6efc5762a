import type { AsOf, AsOfChanges, Density } from '@pgai/contracts/as-of.js';
import type { AuditList, AuditVerdict, ProvenAuditEntry } from '@pgai/contracts/audit.js';
import { type Fetch, read } from '#lib/api/request.ts';

export const listAudit = (team: string, query: URLSearchParams, fetch: Fetch) =>
  read<AuditList>(`/api/teams/${team}/audit?${query}`, fetch);
export const getAuditEntry = (team: string, position: string, fetch: Fetch) =>
  read<ProvenAuditEntry>(`/api/teams/${team}/audit/${encodeURIComponent(position)}`, fetch);
export const verifyAudit = (team: string) => read<AuditVerdict>(`/api/teams/${team}/audit/verify`);

export const getDensity = (team: string, fetch: Fetch) =>
  read<Density>(`/api/teams/${team}/audit/density`, fetch);
export const getAsOf = (team: string, query: Record<string, string>, fetch?: Fetch) =>
  read<AsOf>(`/api/teams/${team}/audit/as-of?${new URLSearchParams(query)}`, fetch);
export const getChangesSince = (team: string, from: string, fetch: Fetch) =>
  read<AsOfChanges>(`/api/teams/${team}/audit/as-of/changes?from=${encodeURIComponent(from)}`, fetch);

/** The event next to a position, or the first of all; undefined where there is none. */
export async function neighbour(team: string, position: string, side: 'before' | 'after' | 'first') {
  const query = new URLSearchParams({
    limit: '1',
    sort: side === 'before' ? 'position:desc' : 'position:asc',
  });
  if (side !== 'first') query.set(`filter[position][${side === 'before' ? 'lt' : 'gt'}]`, position);
  const { data } = await read<AuditList>(`/api/teams/${team}/audit?${query}`);
  return data[0]?.position;
}
