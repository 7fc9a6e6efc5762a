import { loading } from '#lib/api/loading.ts';
import { listSamples } from '#lib/connections/connections.api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params, url, untrack }) => {
  const here = untrack(() => new URL(url));
  const { data } = await loading(here, listSamples(params.team, fetch));
  return { samples: data };
};
