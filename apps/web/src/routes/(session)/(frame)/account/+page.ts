import { loading } from '#lib/api/loading.ts';
import { signInOptions } from '#lib/session/session.api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url }) => ({
  options: await loading(url, signInOptions(fetch)),
});
