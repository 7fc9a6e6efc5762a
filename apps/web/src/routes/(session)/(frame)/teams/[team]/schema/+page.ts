import { redirect } from '@sveltejs/kit';
import { loading } from '#lib/api/loading.ts';
import { listDatabases } from '#lib/schemas/schemas.api.ts';
import type { PageLoad } from './$types';

/** One database is opened at once; of several one is chosen. */
export const load: PageLoad = async ({ fetch, depends, params, url }) => {
  depends('app:connections');
  const { data } = await loading(url, listDatabases(params.team, fetch));
  const [only] = data;
  if (only && data.length === 1) redirect(307, `/teams/${params.team}/schema/${only.connection_id}`);
  return { databases: data };
};
