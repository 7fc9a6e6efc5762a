import { signInOptions } from '#lib/session/session.api.ts';
import type { LayoutLoad } from './$types';

/** Without an answer the pages are as they are for everybody: signing in then says what is wrong. */
export const load: LayoutLoad = async ({ fetch }) => ({
  options: await signInOptions(fetch).catch(() => ({ identity_provider: null, mailbox: false })),
});
