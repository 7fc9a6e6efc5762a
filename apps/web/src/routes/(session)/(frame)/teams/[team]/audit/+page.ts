import { loading } from '#lib/api/loading.ts';
import { getAuditEntry, listAudit } from '#lib/audit/audit.api.ts';
import { type Filter, filters } from '#lib/audit/entry.ts';
import type { PageLoad } from './$types';

const step = 50;

export const load: PageLoad = async ({ fetch, depends, params, url }) => {
  depends('app:audit');
  const search = url.searchParams.get('q') ?? '';
  const limit = Math.min(Math.max(Number(url.searchParams.get('limit')) || step, step), 1_000);
  const query = new URLSearchParams({ limit: String(limit) });
  if (search) query.set('filter[text][contains]', search);
  const set = (Object.keys(filters) as Filter[]).flatMap((name) => {
    const value = url.searchParams.get(name);
    return value ? [{ name, value }] : [];
  });
  for (const { name, value } of set) query.set(`filter[${name}]`, value);

  const position = url.searchParams.get('entry');
  const [entries, entry] = await Promise.all([
    loading(url, listAudit(params.team, query, fetch)),
    position ? loading(url, getAuditEntry(params.team, position, fetch)) : undefined,
  ]);
  return { entries, entry, search, set, next: limit + step };
};
