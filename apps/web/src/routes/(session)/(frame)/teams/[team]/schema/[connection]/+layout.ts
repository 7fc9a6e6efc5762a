import { loading } from '#lib/api/loading.ts';
import { getOutline, listDatabases } from '#lib/schemas/schemas.api.ts';
import type { LayoutLoad } from './$types';

export const load: LayoutLoad = async ({ fetch, depends, params, url, untrack }) => {
  depends('app:schema');
  const here = untrack(() => new URL(url));
  const [outline, databases] = await Promise.all([
    loading(here, getOutline(params.team, params.connection, fetch)),
    loading(here, listDatabases(params.team, fetch)),
  ]);
  const database = databases.data.find(({ connection_id }) => connection_id === params.connection);
  return { outline, databases: databases.data, name: database?.name ?? params.connection };
};
