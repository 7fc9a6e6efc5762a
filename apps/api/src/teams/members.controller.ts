import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { HandOver, MemberId, MembersActivity } from '@pgai/contracts/members.js';
import { Receipt } from '@pgai/contracts/receipt.js';
import { MemberList, TeamId } from '@pgai/contracts/teams.js';
import type { Actor } from '@pgai/domain/permissions/actor.js';
import type { FastifyReply } from 'fastify';
import { By } from '../platform/actor.js';
import { type CommandContext, InCommand } from '../platform/command-context.js';
import { paged } from '../platform/list.js';
import { type ListQuery, parseList } from '../platform/list-query.js';
import { Needs } from '../platform/needs.js';
import { ApiConditional, ApiList } from '../platform/openapi.js';
import { MemberQueries, memberFields } from './members.queries.js';
import { TeamCommands } from './team-commands.js';

@ApiTags('Members')
@Controller('api/teams/:team')
export class MembersController {
  constructor(
    private readonly teams: TeamCommands,
    private readonly queries: MemberQueries,
  ) {}

  @Get('members')
  @Needs('members:read')
  @ApiOperation({ summary: 'Who is in a team' })
  @ApiList(memberFields)
  @ApiOkResponse({ standardSchema: MemberList })
  async members(@Param('team', { schema: TeamId }) id: string, @Query() query: ListQuery) {
    const parsed = parseList(query, memberFields, 'joined_at:asc');
    return paged(await this.queries.members(id, parsed), 'user_id', parsed);
  }

  @Get('members/activity')
  @Needs('members:activity')
  @ApiOperation({ summary: 'When members were last active, and how much' })
  @ApiOkResponse({ standardSchema: MembersActivity })
  async activity(@Param('team', { schema: TeamId }) id: string): Promise<MembersActivity> {
    return { data: await this.queries.activity(id) };
  }

  @Post('leave')
  @Needs('members:leave')
  @HttpCode(200)
  @ApiOperation({ summary: 'Leave a team; what was yours goes to an owner or admin' })
  @ApiOkResponse({ standardSchema: Receipt })
  leave(
    @Param('team', { schema: TeamId }) id: string,
    @Body({ schema: HandOver }) body: HandOver,
    @By() by: Actor,
    @InCommand() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.teams.send(id, { type: 'LeaveTeam', ...successor(body), by }, context, reply);
  }

  @Post('members/:user/remove')
  @Needs('members:remove')
  @HttpCode(200)
  @ApiOperation({ summary: 'Remove a member; what was theirs goes to an owner or admin' })
  @ApiConditional()
  @ApiOkResponse({ standardSchema: Receipt })
  remove(
    @Param('team', { schema: TeamId }) id: string,
    @Param('user', { schema: MemberId }) user_id: string,
    @Body({ schema: HandOver }) body: HandOver,
    @By() by: Actor,
    @InCommand() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const command = { type: 'RemoveMember', user_id, ...successor(body), by } as const;
    return this.teams.send(id, command, context, reply);
  }

  @Post('members/:user/deactivate')
  @Needs('members:deactivate')
  @HttpCode(200)
  @ApiOperation({ summary: 'Take all rights from a member who stays in the list' })
  @ApiConditional()
  @ApiOkResponse({ standardSchema: Receipt })
  deactivate(
    @Param('team', { schema: TeamId }) id: string,
    @Param('user', { schema: MemberId }) user_id: string,
    @Body({ schema: HandOver }) body: HandOver,
    @By() by: Actor,
    @InCommand() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const command = { type: 'DeactivateMember', user_id, ...successor(body), by } as const;
    return this.teams.send(id, command, context, reply);
  }

  @Post('members/:user/reactivate')
  @Needs('members:deactivate')
  @HttpCode(200)
  @ApiOperation({ summary: 'Give a deactivated member their rights back' })
  @ApiConditional()
  @ApiOkResponse({ standardSchema: Receipt })
  reactivate(
    @Param('team', { schema: TeamId }) id: string,
    @Param('user', { schema: MemberId }) user_id: string,
    @By() by: Actor,
    @InCommand() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.teams.send(id, { type: 'ReactivateMember', user_id, by }, context, reply);
  }
}

const successor = ({ reassign_to }: HandOver) => (reassign_to === undefined ? {} : { reassign_to });
