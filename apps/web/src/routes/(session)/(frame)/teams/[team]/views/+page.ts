import { loading } from '#lib/api/loading.ts';
import { listDatabases } from '#lib/schemas/schemas.api.ts';
import { listViews } from '#lib/views/views.api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends, params, url }) => {
  depends('app:views');
  depends('app:connections');
  const [views, databases] = await Promise.all([
    loading(url, listViews(params.team, fetch)),
    loading(url, listDatabases(params.team, fetch)),
  ]);
  return { views: views.data, databases: databases.data };
};
