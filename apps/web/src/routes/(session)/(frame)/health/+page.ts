import { loading } from '#lib/api/loading.ts';
import { getHealth } from '#lib/health/health.api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends, url }) => {
  depends('app:health');
  return { health: await loading(url, getHealth(fetch)), checkedAt: new Date().toISOString() };
};
