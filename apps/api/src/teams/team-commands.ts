import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Receipt } from '@pgai/contracts/receipt.js';
import type { TeamCommand } from '@pgai/domain/teams/team.js';
import type { FastifyReply } from 'fastify';
import type { CommandContext } from '../platform/command-context.js';
import { etag } from '../platform/etag.js';
import { HandleTeam } from './teams.handler.js';

/** A command on a team, and its receipt as the answer: what most routes of this feature are. */
@Injectable()
export class TeamCommands {
  constructor(private readonly bus: CommandBus) {}

  async send(
    teamId: string,
    command: TeamCommand,
    context: CommandContext,
    reply: FastifyReply,
  ): Promise<Receipt> {
    const { revision } = await this.bus.execute(new HandleTeam(teamId, command, context));
    reply.header('etag', etag(revision));
    return { id: teamId, revision: Number(revision) };
  }
}
