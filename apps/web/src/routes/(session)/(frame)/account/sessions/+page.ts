import { listSessions } from '#lib/account/account.api.ts';
import { loading } from '#lib/api/loading.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends, url }) => {
  depends('app:sessions');
  return { sessions: (await loading(url, listSessions(fetch))).data };
};
