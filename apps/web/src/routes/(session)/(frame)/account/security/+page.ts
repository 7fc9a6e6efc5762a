import { getSecondFactor } from '#lib/account/account.api.ts';
import { loading } from '#lib/api/loading.ts';
import { getIdentity } from '#lib/session/identity-provider.api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends, url }) => {
  depends('app:security');
  const [factor, identity] = await Promise.all([
    loading(url, getSecondFactor(fetch)),
    loading(url, getIdentity(fetch)),
  ]);
  return { factor, identity };
};
