import { loading } from '#lib/api/loading.ts';
import { listExports } from '#lib/exports/exports.api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends, params, url }) => {
  depends('app:exports');
  const { data } = await loading(url, listExports(params.team, fetch));
  return { exports: data };
};
