import { Injectable } from '@nestjs/common';
import type { Holder } from '@pgai/domain/permissions/allows.js';
import { noPolicy, type SecurityPolicy } from '@pgai/domain/teams/security-policy.js';
import { holderOf } from '@pgai/domain/teams/state.js';
import { type Team, team } from '@pgai/domain/teams/team.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { stateOf } from '@pgai/event-store/state-of.js';
import type { Standing } from './session-lookup.js';

/** What somebody holds in a team (undefined: nothing, they are not in it), and what it asks of them. */
export type Access = { holder: Holder | undefined; policy: SecurityPolicy };

/**
 * What people hold in a team. The read models say so, unless the log has to be asked: they do not know the person (who
 * may have joined a moment ago), or a command that takes rights away has not reached them.
 */
@Injectable()
export class TeamStates {
  constructor(private readonly store: EventStore) {}

  async access(
    teamId: string,
    userId: string,
    { role, grants, policy, in_doubt }: Standing,
  ): Promise<Access> {
    if (role && !in_doubt) return { holder: { role, grants: grants ?? [] }, policy: policy ?? noPolicy };
    const state = await this.current(teamId);
    return {
      holder: holderOf(state, userId),
      policy: state.status === 'active' ? state.policy : noPolicy,
    };
  }

  /** As the log has it now: what this process folded last, and whatever came after. */
  current(teamId: string): Promise<Team> {
    return stateOf(this.store, team, `team-${teamId}`);
  }
}
