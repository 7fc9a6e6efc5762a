import { loading } from '#lib/api/loading.ts';
import { getViewLimits } from '#lib/teams/view-limits.api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends, params, url }) => {
  depends('app:view-limits');
  return { limits: await loading(url, getViewLimits(params.team, fetch)) };
};
