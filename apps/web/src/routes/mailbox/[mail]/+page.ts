import { loading } from '#lib/api/loading.ts';
import { getMail } from '#lib/mailbox/mailbox.api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params, url }) => ({
  mail: await loading(url, getMail(params.mail, fetch)),
});
