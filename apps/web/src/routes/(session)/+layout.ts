import { loading } from '#lib/api/loading.ts';
import { getMe } from '#lib/session/session.api.ts';
import type { LayoutLoad } from './$types';

export const load: LayoutLoad = async ({ fetch, depends, url, untrack }) => {
  depends('app:me');
  return {
    me: await loading(
      untrack(() => new URL(url)),
      getMe(fetch),
    ),
  };
};
