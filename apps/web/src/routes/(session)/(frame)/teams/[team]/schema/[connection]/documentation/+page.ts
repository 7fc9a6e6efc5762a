import { loading } from '#lib/api/loading.ts';
import { getSchema, listVersions } from '#lib/schemas/schemas.api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends, params, url }) => {
  depends('app:schema');
  const version = url.searchParams.get('version');
  const [schema, versions] = await Promise.all([
    loading(url, getSchema(params.team, params.connection, version, fetch)),
    loading(url, listVersions(params.team, params.connection, fetch)),
  ]);
  return { schema, versions: versions.data, version };
};
