import { redirect } from '@sveltejs/kit';
import { loading, signInPath } from '#lib/api/loading.ts';
import { getMe, hasSession } from '#lib/session/session.api.ts';
import type { LayoutLoad } from './$types';

export const load: LayoutLoad = async ({ fetch, depends, url, untrack }) => {
  depends('app:me');
  const here = untrack(() => new URL(url));
  if (!hasSession()) redirect(307, signInPath(here));
  return { me: await loading(here, getMe(fetch)) };
};
