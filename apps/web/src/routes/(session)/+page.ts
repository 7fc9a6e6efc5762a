import { redirect } from '@sveltejs/kit';
import { lastTeam } from '#lib/teams/last-team.ts';
import type { PageLoad } from './$types';

/** The front door: where one was last, or the first step. */
export const load: PageLoad = async ({ parent }) => {
  const { me } = await parent();
  const team = lastTeam(me);
  redirect(307, team ? `/teams/${team}` : '/welcome');
};
