import { getHealth } from '#lib/health/health.api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends }) => {
  depends('app:health');
  // The team stands without it: no answer is shown as "not known".
  return { health: await getHealth(fetch).catch(() => undefined) };
};
