import { listConnections, listSamples } from '#lib/connections/connections.api.ts';
import { getHealth } from '#lib/health/health.api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends, params }) => {
  depends('app:health', 'app:connections');
  // The team stands without them: no answer is shown as "not known".
  const [health, connections, samples] = await Promise.all([
    getHealth(fetch).catch(() => undefined),
    listConnections(params.team, fetch).catch(() => undefined),
    listSamples(params.team, fetch).catch(() => undefined),
  ]);
  return { health, connections: connections?.data, samples: samples?.data ?? [] };
};
