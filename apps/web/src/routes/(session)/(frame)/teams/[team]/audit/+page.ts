import { loading } from '#lib/api/loading.ts';
import { getAsOf, getAuditEntry, getChangesSince, getDensity, listAudit } from '#lib/audit/audit.api.ts';
import { filterNames, filters } from '#lib/audit/entry.ts';
import { getHealth } from '#lib/health/health.api.ts';
import type { PageLoad } from './$types';

const step = 50;
/** So many events after the position one looks back to are shown above it. */
const laterShown = 8;

export const load: PageLoad = async ({ fetch, depends, params, url }) => {
  depends('app:audit');
  const { team } = params;
  const search = url.searchParams.get('q') ?? '';
  const limit = Math.min(Math.max(Number(url.searchParams.get('limit')) || step, step), 1_000);
  const set = filterNames.flatMap((name) => {
    const value = url.searchParams.get(name);
    return value ? [{ name, value }] : [];
  });
  const list = (more: Record<string, string>) => {
    const query = new URLSearchParams({ limit: String(limit), ...more });
    if (search) query.set('filter[text][contains]', search);
    for (const { name, value } of set) query.set(filters[name].parameter, value);
    return loading(url, listAudit(team, query, fetch));
  };

  const past = url.searchParams.get('as_of');
  const asOf = past ? await loading(url, getAsOf(team, { position: past, limit: '100' }, fetch)) : undefined;
  const upTo = asOf && { 'filter[position][lt]': String(BigInt(asOf.position) + 1n) };
  const after = asOf && {
    'filter[position][gt]': asOf.position,
    sort: 'position:asc',
    limit: String(laterShown),
  };

  const opened = url.searchParams.get('entry');
  const [entries, later, density, entry, changes, health] = await Promise.all([
    list(upTo ?? {}),
    after ? list(after) : undefined,
    loading(url, getDensity(team, fetch)),
    opened ? loading(url, getAuditEntry(team, opened, fetch)) : undefined,
    asOf && url.searchParams.has('compare')
      ? loading(url, getChangesSince(team, asOf.position, fetch))
      : undefined,
    opened ? loading(url, getHealth(fetch)) : undefined,
  ]);
  return {
    entries: [...(later?.data.toReversed() ?? []), ...entries.data],
    more: entries.page.next_cursor !== null,
    next: limit + step,
    kept: health?.checkpoints ?? [],
    ...{ density, entry, asOf, changes, search, set },
  };
};
