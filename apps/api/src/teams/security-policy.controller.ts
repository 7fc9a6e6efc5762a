import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Receipt } from '@pgai/contracts/receipt.js';
import { SecurityPolicy, SetSecurityPolicy } from '@pgai/contracts/security-policy.js';
import { TeamId } from '@pgai/contracts/teams.js';
import type { Actor } from '@pgai/domain/permissions/actor.js';
import { noPolicy, type Visit } from '@pgai/domain/teams/security-policy.js';
import type { FastifyReply } from 'fastify';
import { By, InVisit } from '../platform/actor.js';
import { type CommandContext, InCommand } from '../platform/command-context.js';
import { Needs } from '../platform/needs.js';
import { ApiConditional } from '../platform/openapi.js';
import { Tenancy } from '../platform/tenancy.js';
import { TeamCommands } from './team-commands.js';

@ApiTags('Teams')
@Controller('api/teams/:team/security-policy')
export class SecurityPolicyController {
  constructor(
    private readonly teams: TeamCommands,
    private readonly tenancy: Tenancy,
  ) {}

  @Get()
  @Needs('security:read')
  @ApiOperation({ summary: 'What the team asks of whoever comes to it' })
  @ApiOkResponse({ standardSchema: SecurityPolicy })
  async read(
    @Param('team', { schema: TeamId }) id: string,
    @InVisit() { address }: Visit,
  ): Promise<SecurityPolicy> {
    const row = await this.tenancy.team(id, (db) =>
      db
        .selectFrom('read.team_policy')
        .select([
          'second_factor_required',
          'session_idle_minutes',
          'session_max_hours',
          'key_max_age_days',
          'ip_allow_list',
          'export_needs_approval',
          'set_at',
        ])
        .where('team_id', '=', id)
        .executeTakeFirst(),
    );
    const { set_at, ip_allow_list, ...policy } = row ?? { ...noPolicy, set_at: null };
    return {
      ...policy,
      ip_allow_list: [...ip_allow_list],
      set_at: set_at?.toISOString() ?? null,
      your_address: address,
    };
  }

  @Post()
  @Needs('security:set')
  @HttpCode(200)
  @ApiOperation({ summary: 'Set what the team asks of whoever comes to it; not so that you are kept out' })
  @ApiConditional()
  @ApiOkResponse({ standardSchema: Receipt })
  set(
    @Param('team', { schema: TeamId }) id: string,
    @Body({ schema: SetSecurityPolicy }) policy: SetSecurityPolicy,
    @InVisit() visit: Visit,
    @By() by: Actor,
    @InCommand() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.teams.send(id, { type: 'SetSecurityPolicy', policy, visit, by }, context, reply);
  }
}
