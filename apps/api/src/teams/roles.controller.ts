import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Grant } from '@pgai/contracts/grants.js';
import { ChangeRole, MemberId, RoleChange, RoleRequests } from '@pgai/contracts/members.js';
import { Receipt } from '@pgai/contracts/receipt.js';
import { TeamId } from '@pgai/contracts/teams.js';
import type { Actor } from '@pgai/domain/permissions/actor.js';
import type { Permission } from '@pgai/domain/permissions/permissions.js';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { By } from '../platform/actor.js';
import { type CommandContext, InCommand } from '../platform/command-context.js';
import { Needs } from '../platform/needs.js';
import { ApiConditional } from '../platform/openapi.js';
import { TeamStates } from '../platform/team-states.js';
import { MemberQueries } from './members.queries.js';
import { TeamCommands } from './team-commands.js';

const RequestId = z.uuid();

@ApiTags('Members')
@Controller('api/teams/:team')
export class RolesController {
  constructor(
    private readonly teams: TeamCommands,
    private readonly states: TeamStates,
    private readonly queries: MemberQueries,
  ) {}

  @Post('members/:user/change-role')
  @Needs('members:change-role')
  @HttpCode(200)
  @ApiOperation({ summary: 'Change a role; to or from owner and admin it waits for a second person' })
  @ApiConditional()
  @ApiOkResponse({ standardSchema: RoleChange })
  async change(
    @Param('team', { schema: TeamId }) id: string,
    @Param('user', { schema: MemberId }) user_id: string,
    @Body({ schema: ChangeRole }) { role }: ChangeRole,
    @By() by: Actor,
    @InCommand() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RoleChange> {
    const request_id = context.newId;
    const command = { type: 'ChangeRole', user_id, role, request_id, by } as const;
    const receipt = await this.teams.send(id, command, context, reply);
    const team = await this.states.current(id);
    const waits = team.status === 'active' && team.requests.has(request_id);
    return { ...receipt, request_id: waits ? request_id : null };
  }

  @Get('role-requests')
  @Needs('members:read')
  @ApiOperation({ summary: 'Changes of role that wait for a second person' })
  @ApiOkResponse({ standardSchema: RoleRequests })
  async requests(@Param('team', { schema: TeamId }) id: string): Promise<RoleRequests> {
    return { data: await this.queries.roleRequests(id) };
  }

  @Post('role-requests/:request/approve')
  @Needs('members:approve-role')
  @HttpCode(200)
  @ApiOperation({ summary: 'Approve a change of role somebody else asked for' })
  @ApiOkResponse({ standardSchema: Receipt })
  approve(
    @Param('team', { schema: TeamId }) id: string,
    @Param('request', { schema: RequestId }) request_id: string,
    @By() by: Actor,
    @InCommand() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.teams.send(id, { type: 'ApproveRoleChange', request_id, by }, context, reply);
  }

  @Post('role-requests/:request/reject')
  @Needs('members:approve-role')
  @HttpCode(200)
  @ApiOperation({ summary: 'Reject a change of role somebody else asked for' })
  @ApiOkResponse({ standardSchema: Receipt })
  reject(
    @Param('team', { schema: TeamId }) id: string,
    @Param('request', { schema: RequestId }) request_id: string,
    @By() by: Actor,
    @InCommand() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.teams.send(id, { type: 'RejectRoleChange', request_id, by }, context, reply);
  }

  @Post('role-requests/:request/withdraw')
  @Needs('members:change-role')
  @HttpCode(200)
  @ApiOperation({ summary: 'Withdraw a change of role you asked for' })
  @ApiOkResponse({ standardSchema: Receipt })
  withdraw(
    @Param('team', { schema: TeamId }) id: string,
    @Param('request', { schema: RequestId }) request_id: string,
    @By() by: Actor,
    @InCommand() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.teams.send(id, { type: 'WithdrawRoleChange', request_id, by }, context, reply);
  }

  @Post('members/:user/grant')
  @Needs('members:grant')
  @HttpCode(200)
  @ApiOperation({ summary: 'Grant a permission beside those of the role' })
  @ApiConditional()
  @ApiOkResponse({ standardSchema: Receipt })
  grant(
    @Param('team', { schema: TeamId }) id: string,
    @Param('user', { schema: MemberId }) user_id: string,
    @Body({ schema: Grant }) grant: Grant,
    @By() by: Actor,
    @InCommand() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const command = { type: 'GrantPermission', user_id, ...named(grant), by } as const;
    return this.teams.send(id, command, context, reply);
  }

  @Post('members/:user/revoke-grant')
  @Needs('members:grant')
  @HttpCode(200)
  @ApiOperation({ summary: 'Revoke what was granted, named by the same permission and conditions' })
  @ApiConditional()
  @ApiOkResponse({ standardSchema: Receipt })
  revokeGrant(
    @Param('team', { schema: TeamId }) id: string,
    @Param('user', { schema: MemberId }) user_id: string,
    @Body({ schema: Grant }) grant: Grant,
    @By() by: Actor,
    @InCommand() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const command = { type: 'RevokePermission', user_id, ...named(grant), by } as const;
    return this.teams.send(id, command, context, reply);
  }
}

/** The decider refuses what the table does not know; conditions in the order of their keys, so that equal ones are equal. */
const named = ({ permission, conditions }: Grant) => ({
  permission: permission as Permission,
  conditions: conditions.map(({ field, operator, value }) => ({ field, operator, value })),
});
