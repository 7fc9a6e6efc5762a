import { loading } from '#lib/api/loading.ts';
import { listDatabases } from '#lib/schemas/schemas.api.ts';
import { listViews, whoEdits } from '#lib/views/views.api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends, params, url }) => {
  depends('app:views');
  depends('app:connections');
  depends('app:view-presence');
  const [views, databases, present] = await Promise.all([
    loading(url, listViews(params.team, fetch)),
    loading(url, listDatabases(params.team, fetch)),
    loading(url, whoEdits(params.team, fetch)),
  ]);
  return { views: views.data, databases: databases.data, present: present.data };
};
