import type { Me } from '@pgai/contracts/identity.js';
import { remember, remembered } from '#lib/ui/remembered.ts';

const key = 'pgai-team';

export const rememberTeam = (id: string) => remember(key, id);

/** The team this browser showed last, else the first one; undefined for people without a team. */
export function lastTeam({ teams }: Me): string | undefined {
  const last = remembered(key);
  return teams.some(({ team_id }) => team_id === last) ? (last ?? undefined) : teams[0]?.team_id;
}
