import { loading } from '#lib/api/loading.ts';
import { getRetention, listErasures } from '#lib/privacy/privacy.api.ts';
import { may } from '#lib/teams/role.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends, params, url, parent }) => {
  depends('app:erasures');
  depends('app:retention');
  const { me } = await parent();
  const decides = may(me, params.team, 'erasures:decide');
  const [retention, waiting] = await Promise.all([
    loading(url, getRetention(params.team, fetch)),
    decides ? loading(url, listErasures(params.team, fetch)) : undefined,
  ]);
  return { retention, waiting: waiting?.data };
};
