import { loading } from '#lib/api/loading.ts';
import { getMyErasure } from '#lib/privacy/privacy.api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends, url }) => {
  depends('app:my-erasure');
  depends('app:teams');
  return { erasure: await loading(url, getMyErasure(fetch)) };
};
