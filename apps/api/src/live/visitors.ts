import { Injectable } from '@nestjs/common';
import { noPolicy, turnedAway } from '@pgai/domain/teams/security-policy.js';
import { holderOf } from '@pgai/domain/teams/state.js';
import { TeamStates } from '../platform/team-states.js';
import { LiveQueries } from './live.queries.js';
import type { Visitor } from './live-socket.js';

/** Which teams somebody behind a socket may hear of: those they are in, if the team lets them in as they come. */
@Injectable()
export class Visitors {
  constructor(
    private readonly queries: LiveQueries,
    private readonly states: TeamStates,
  ) {}

  async teamsOf(visitor: Visitor): Promise<string[]> {
    const teams = await this.queries.teamsOf(visitor.user_id);
    const heard = await Promise.all(
      teams.map(({ team_id, policy, in_doubt }) =>
        in_doubt
          ? this.mayHear(visitor, team_id)
          : turnedAway(policy ?? noPolicy, visitOf(visitor)) === undefined,
      ),
    );
    return teams.filter((_, at) => heard[at]).map(({ team_id }) => team_id);
  }

  /** As the log has it. */
  async mayHear(visitor: Visitor, teamId: string) {
    const team = await this.states.current(teamId);
    return (
      team.status === 'active' &&
      holderOf(team, visitor.user_id) !== undefined &&
      turnedAway(team.policy, visitOf(visitor)) === undefined
    );
  }
}

/** A session grows older while its socket is open, and is not idle while it is. */
const visitOf = ({ address, session, since }: Visitor) => ({
  address,
  session: session && { ...session, age_minutes: session.age_minutes + (Date.now() - since) / 60_000 },
});
