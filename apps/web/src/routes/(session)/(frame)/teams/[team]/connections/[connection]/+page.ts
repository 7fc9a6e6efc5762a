import { loading } from '#lib/api/loading.ts';
import { getConnection } from '#lib/connections/connections.api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends, params, url, untrack }) => {
  depends('app:connections');
  const here = untrack(() => new URL(url));
  return { connection: await loading(here, getConnection(params.team, params.connection, fetch)) };
};
