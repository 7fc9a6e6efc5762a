import { Injectable } from '@nestjs/common';
import type { RequestErasure } from '@pgai/contracts/privacy.js';
import { DomainError } from '@pgai/domain/domain-error.js';
import type { ErasureCommand } from '@pgai/domain/users/erasure.js';
import { user } from '@pgai/domain/users/user.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { handle } from '@pgai/event-store/handle.js';
import type { CommandContext } from '../platform/command-context.js';
import { PasswordProof } from '../platform/password-proof.js';
import { ErasureQueries } from './erasure.queries.js';
import { teamOfPerson } from './team-of-person.js';

type Decided = { team_id: string; user_id: string; approver_id: string };

/** Finds out what the rules need: the password, the teams as the log has them, whose request it is. */
@Injectable()
export class Erasures {
  constructor(
    private readonly store: EventStore,
    private readonly passwords: PasswordProof,
    private readonly queries: ErasureQueries,
  ) {}

  async request(
    person: { user_id: string; ip: string },
    { password, confirm }: RequestErasure,
    context: CommandContext,
  ) {
    await this.passwords.demand(person, password);
    const { email, teams: ids } = await this.queries.accountOf(person.user_id);
    const found = await Promise.all(ids.map((id) => teamOfPerson(this.store, id, person.user_id)));
    const teams = found.filter((team) => team !== undefined);
    const confirmed = confirm !== undefined && same(confirm, email);
    return this.handle(person.user_id, { type: 'RequestErasure', teams, confirmed }, context);
  }

  withdraw(userId: string, context: CommandContext) {
    return this.handle(userId, { type: 'WithdrawErasure' }, context);
  }

  async approve(decided: Decided, context: CommandContext) {
    await this.mustBeMember(decided);
    return this.handle(decided.user_id, { type: 'ApproveErasure', ...decided }, context);
  }

  async reject(decided: Decided, context: CommandContext) {
    await this.mustBeMember(decided);
    return this.handle(decided.user_id, { type: 'RejectErasure', team_id: decided.team_id }, context);
  }

  private handle(userId: string, command: ErasureCommand, context: CommandContext) {
    return handle(this.store, user, `user-${userId}`, command, context);
  }

  private async mustBeMember({ team_id, user_id }: Decided) {
    if (!(await teamOfPerson(this.store, team_id, user_id)))
      throw new DomainError('not-found', 'member-not-found', 'There is no such member in this team.');
  }
}

const same = (typed: string, email: string) => typed.trim().toLowerCase() === email.toLowerCase();
