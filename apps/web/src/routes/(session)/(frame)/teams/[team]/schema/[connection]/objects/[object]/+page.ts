import { loading } from '#lib/api/loading.ts';
import { getObject } from '#lib/schemas/schemas.api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends, params, url }) => {
  depends('app:schema');
  return { object: await loading(url, getObject(params.team, params.connection, params.object, fetch)) };
};
