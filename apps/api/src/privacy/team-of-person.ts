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
  const member = state.status === 'active' ? state.members.get(userId) : undefined;
  if (state.status === 'absent' || !member) return undefined;
  const others = [...state.members].filter(([id]) => id !== userId).map(([, other]) => other);
  return {
    team_id,
    role: member.role,
    other_members: others.length,
    other_owners: others.filter(({ active, role }) => active && role === 'owner').length,
  };
}
