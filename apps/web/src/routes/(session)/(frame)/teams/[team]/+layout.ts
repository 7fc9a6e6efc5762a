import { loading } from '#lib/api/loading.ts';
import { getTeam, listMembers } from '#lib/teams/teams.api.ts';
import type { LayoutLoad } from './$types';

export const load: LayoutLoad = async ({ fetch, depends, params, url, untrack }) => {
  depends('app:teams');
  const here = untrack(() => new URL(url));
  const [team, members] = await Promise.all([
    loading(here, getTeam(params.team, fetch)),
    loading(here, listMembers(params.team, fetch)),
  ]);
  return { team, members: members.data };
};
