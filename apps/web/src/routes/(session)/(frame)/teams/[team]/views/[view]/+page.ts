import { mainBranch } from '@pgai/contracts/views.js';
import { loading } from '#lib/api/loading.ts';
import { listDatabases } from '#lib/schemas/schemas.api.ts';
import { getView } from '#lib/views/views.api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends, params, url }) => {
  depends('app:view');
  const branch = url.searchParams.get('branch') ?? mainBranch;
  const [view, databases] = await Promise.all([
    loading(url, getView(params.team, params.view, fetch)),
    loading(url, listDatabases(params.team, fetch)),
  ]);
  const database = databases.data.find(({ connection_id }) => connection_id === view.connection_id);
  return { view, branch, connection: database?.name ?? 'archived connection' };
};
