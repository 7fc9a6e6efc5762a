import { loading } from '#lib/api/loading.ts';
import { listMails } from '#lib/mailbox/mailbox.api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends, url }) => {
  depends('app:mailbox');
  return { mails: (await loading(url, listMails(fetch))).data };
};
