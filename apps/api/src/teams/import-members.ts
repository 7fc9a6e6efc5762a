import { Injectable } from '@nestjs/common';
import type { Role } from '@pgai/contracts/identity.js';
import type { ImportLine, ImportMembers, ImportResult } from '@pgai/contracts/invitations.js';
import type { Actor } from '@pgai/domain/permissions/actor.js';
import { type TeamCommand, team } from '@pgai/domain/teams/team.js';
import { PersonalVault } from '@pgai/vault/personal-vault.js';
import type { FastifyReply } from 'fastify';
import { v5 } from 'uuid';
import type { CommandContext } from '../platform/command-context.js';
import { problemOf } from '../platform/problem.js';
import { TeamStates } from '../platform/team-states.js';
import { expiryFrom } from './invitation-expiry.js';
import { bare, InvitationQueries, knownAs } from './invitations.queries.js';
import { readMembers } from './members-csv.js';
import { TeamCommands } from './team-commands.js';

/**
 * The rule: lines that can be invited are, all together in one append or none; lines that cannot are left out and said.
 * A dry run says the same and does nothing.
 */
@Injectable()
export class MemberImport {
  constructor(
    private readonly teams: TeamCommands,
    private readonly states: TeamStates,
    private readonly queries: InvitationQueries,
    private readonly vault: PersonalVault,
  ) {}

  async run(
    { team_id, by }: { team_id: string; by: Actor },
    { csv, dry_run }: ImportMembers,
    context: CommandContext,
    reply: FastifyReply,
  ): Promise<ImportResult> {
    const idOf = (line: number) => v5(`line ${line}`, context.newId); // the same when it is sent again
    const lines = await this.judged({ team_id, by }, readMembers(csv), idOf);
    const good = lines.filter(({ problem }) => problem === null);
    const result = { dry_run, lines, good: good.length, bad: lines.length - good.length, revision: null };
    if (dry_run || good.length === 0) return result;

    const members = await Promise.all(
      good.map(async ({ line, email, role }) => {
        const invitation_id = idOf(line);
        return { invitation_id, email: await this.vault.seal(invitation_id, email), role: role as Role };
      }),
    );
    const command: TeamCommand = {
      type: 'ImportMembers',
      members,
      ...expiryFrom(context.metadata.at),
      by,
    };
    const { revision } = await this.teams.send(team_id, command, context, reply);
    return { ...result, revision };
  }

  /** With what the team says to each line: who is known, and which roles this sender may not invite. */
  private async judged(
    { team_id: teamId, by }: { team_id: string; by: Actor },
    lines: ImportLine[],
    idOf: (line: number) => string,
  ): Promise<ImportLine[]> {
    const well = lines.filter(({ problem }) => problem === null);
    const known = await this.queries.known(
      teamId,
      well.map(({ email }) => email),
    );
    const refused = await this.refusedRoles(teamId, by, new Set(well.map(({ role }) => role as Role)));
    return lines.map((line) => {
      if (line.problem) return line;
      const there = knownAs(known.get(bare(line.email)), idOf(line.line));
      if (there) return { ...line, problem: { field: 'email', code: there.code, message: there.message } };
      return { ...line, problem: refused.get(line.role) ?? null };
    });
  }

  /** The decider's own answer to inviting one person of each role. */
  private async refusedRoles(teamId: string, by: Actor, roles: Set<Role>) {
    const state = await this.states.current(teamId);
    const at = new Date().toISOString();
    const refused = new Map<string, NonNullable<ImportLine['problem']>>();
    for (const role of roles) {
      const one = { invitation_id: teamId, email: { $sealed: '' }, role };
      try {
        team.decide({ type: 'InviteMember', ...one, ...expiryFrom(at), by }, state);
      } catch (error) {
        const problem = problemOf(error);
        if (!problem) throw error;
        refused.set(role, { field: 'role', code: problem.code, message: problem.message });
      }
    }
    return refused;
  }
}
