import { loading } from '#lib/api/loading.ts';
import { listApiKeys } from '#lib/api-keys/api-keys.api.ts';
import type { PageLoad } from './$types';

const step = 50;
const states = { working: 'active,old,too_old,no_secret', ended: 'expired,revoked' };

export const load: PageLoad = async ({ fetch, depends, params, url }) => {
  depends('app:api-keys');
  const show = url.searchParams.get('show') === 'ended' ? 'ended' : 'working';
  const limit = Math.min(Math.max(Number(url.searchParams.get('limit')) || step, step), 1_000);
  const query = new URLSearchParams({ limit: String(limit), 'filter[state][in]': states[show] });
  return { keys: await loading(url, listApiKeys(params.team, query, fetch)), show, next: limit + step };
};
