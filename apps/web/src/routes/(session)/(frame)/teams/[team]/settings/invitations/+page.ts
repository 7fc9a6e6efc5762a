import { loading } from '#lib/api/loading.ts';
import { listInvitations } from '#lib/teams/invitations.api.ts';
import type { PageLoad } from './$types';

const step = 50;

export const load: PageLoad = async ({ fetch, depends, params, url }) => {
  depends('app:invitations');
  const limit = Math.min(Math.max(Number(url.searchParams.get('limit')) || step, step), 1_000);
  const query = new URLSearchParams({ limit: String(limit) });
  return { invitations: await loading(url, listInvitations(params.team, query, fetch)), next: limit + step };
};
