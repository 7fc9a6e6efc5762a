import { loading } from '#lib/api/loading.ts';
import { getSecurityPolicy } from '#lib/teams/security-policy.api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends, params, url }) => {
  depends('app:security-policy');
  return { policy: await loading(url, getSecurityPolicy(params.team, fetch)) };
};
