import { loading } from '#lib/api/loading.ts';
import { listTeams } from '#lib/teams/teams.api.ts';
import type { PageLoad } from './$types';

const step = 50;

export const load: PageLoad = async ({ fetch, depends, url }) => {
  depends('app:teams');
  const search = url.searchParams.get('q') ?? '';
  const limit = Math.min(Math.max(Number(url.searchParams.get('limit')) || step, step), 1_000);
  const query = new URLSearchParams({ limit: String(limit), sort: 'name:asc' });
  if (search) query.set('filter[name][contains]', search);
  return { teams: await loading(url, listTeams(query, fetch)), search, next: limit + step };
};
