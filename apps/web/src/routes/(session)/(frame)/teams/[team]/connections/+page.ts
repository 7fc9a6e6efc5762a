import { loading } from '#lib/api/loading.ts';
import { listConnections, listSamples } from '#lib/connections/connections.api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends, params, url }) => {
  depends('app:connections');
  const [connections, samples] = await Promise.all([
    loading(url, listConnections(params.team, fetch)),
    loading(url, listSamples(params.team, fetch)),
  ]);
  return { connections: connections.data, samples: samples.data };
};
