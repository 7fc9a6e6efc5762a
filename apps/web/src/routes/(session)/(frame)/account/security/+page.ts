import { getSecondFactor } from '#lib/account/account.api.ts';
import { loading } from '#lib/api/loading.ts';
import { signInOptions } from '#lib/session/session.api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends, url }) => {
  depends('app:security');
  const [factor, options] = await Promise.all([
    loading(url, getSecondFactor(fetch)),
    loading(url, signInOptions(fetch)),
  ]);
  return { factor, options };
};
