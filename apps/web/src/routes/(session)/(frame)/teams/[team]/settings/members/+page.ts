import { loading } from '#lib/api/loading.ts';
import { findMembers, listActivity, listRoleRequests } from '#lib/teams/members.api.ts';
import { may } from '#lib/teams/role.ts';
import type { PageLoad } from './$types';

const step = 50;

export const load: PageLoad = async ({ fetch, depends, params, parent, url }) => {
  depends('app:teams');
  const search = url.searchParams.get('q') ?? '';
  const limit = Math.min(Math.max(Number(url.searchParams.get('limit')) || step, step), 1_000);
  const query = new URLSearchParams({ limit: String(limit), sort: 'name:asc' });
  if (search) query.set('filter[name][contains]', search);
  const { me } = await parent();
  const [found, requests, activity] = await Promise.all([
    loading(url, findMembers(params.team, query, fetch)),
    loading(url, listRoleRequests(params.team, fetch)),
    may(me, params.team, 'members:activity') ? loading(url, listActivity(params.team, fetch)) : undefined,
  ]);
  return { found, requests: requests.data, activity: activity?.data, search, next: limit + step };
};
