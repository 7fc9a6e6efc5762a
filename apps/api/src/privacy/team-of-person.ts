import { type Team, type TeamEvent, team } from '@pgai/domain/teams/team.js';
import type { TeamOfPerson } from '@pgai/domain/users/erasure.js';
import type { EventStore } from '@pgai/event-store/event-store.js';

/** What a team is to one of its members, as the log has it; undefined for who is not in it. */
export async function teamOfPerson(
  store: EventStore,
  team_id: string,
  userId: string,
): Promise<TeamOfPerson | undefined> {
  const history = await store.read<TeamEvent>(`team-${team_id}`);
  const state = history.reduce<Team>(team.evolve, team.initial);
  const role = state.status === 'active' ? state.roles.get(userId) : undefined;
  if (state.status === 'absent' || !role) return undefined;
  const others = [...state.roles].filter(([id]) => id !== userId).map(([, other]) => other);
  return {
    team_id,
    role,
    other_members: others.length,
    other_owners: others.filter((other) => other === 'owner').length,
  };
}
