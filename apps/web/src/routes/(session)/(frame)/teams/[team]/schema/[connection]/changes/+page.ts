import { loading } from '#lib/api/loading.ts';
import { listChanges } from '#lib/schemas/schemas.api.ts';
import type { PageLoad } from './$types';

const step = 50;

export const load: PageLoad = async ({ fetch, depends, params, url }) => {
  depends('app:schema');
  const limit = Math.min(Math.max(Number(url.searchParams.get('limit')) || step, step), 1_000);
  return {
    changes: await loading(url, listChanges(params.team, params.connection, limit, fetch)),
    next: limit + step,
  };
};
