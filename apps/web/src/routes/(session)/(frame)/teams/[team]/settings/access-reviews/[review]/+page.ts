import { getAccessReview } from '#lib/access-reviews/access-reviews.api.ts';
import { loading } from '#lib/api/loading.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends, params, url }) => {
  depends('app:access-reviews');
  return { review: await loading(url, getAccessReview(params.team, params.review, fetch)) };
};
