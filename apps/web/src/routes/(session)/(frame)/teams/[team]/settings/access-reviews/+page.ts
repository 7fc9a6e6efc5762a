import { listAccessReviews } from '#lib/access-reviews/access-reviews.api.ts';
import { loading } from '#lib/api/loading.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends, params, url }) => {
  depends('app:access-reviews');
  return { reviews: (await loading(url, listAccessReviews(params.team, fetch))).data };
};
