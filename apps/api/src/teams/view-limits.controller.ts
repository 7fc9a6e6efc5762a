import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Receipt } from '@pgai/contracts/receipt.js';
import { TeamId } from '@pgai/contracts/teams.js';
import { SetViewLimits, usualViewLimits, ViewLimits } from '@pgai/contracts/view-limits.js';
import type { Actor } from '@pgai/domain/permissions/actor.js';
import type { FastifyReply } from 'fastify';
import { By } from '../platform/actor.js';
import { type CommandContext, InCommand } from '../platform/command-context.js';
import { Needs } from '../platform/needs.js';
import { ApiConditional } from '../platform/openapi.js';
import { Tenancy } from '../platform/tenancy.js';
import { TeamCommands } from './team-commands.js';

@ApiTags('Teams')
@Controller('api/teams/:team/view-limits')
export class ViewLimitsController {
  constructor(
    private readonly teams: TeamCommands,
    private readonly tenancy: Tenancy,
  ) {}

  @Get()
  @Needs('views:read')
  @ApiOperation({ summary: 'How large the query of a view may be in the team' })
  @ApiOkResponse({ standardSchema: ViewLimits })
  async read(@Param('team', { schema: TeamId }) id: string): Promise<ViewLimits> {
    const row = await this.tenancy.team(id, (db) =>
      db
        .selectFrom('read.team_view_limits')
        .select(['tables', 'joins', 'columns', 'expressions', 'set_at'])
        .where('team_id', '=', id)
        .executeTakeFirst(),
    );
    return row ? { ...row, set_at: row.set_at.toISOString() } : { ...usualViewLimits, set_at: null };
  }

  @Post()
  @Needs('views:limit')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Set how large the query of a view may be; views that are larger stay as they are',
  })
  @ApiConditional()
  @ApiOkResponse({ standardSchema: Receipt })
  set(
    @Param('team', { schema: TeamId }) id: string,
    @Body({ schema: SetViewLimits }) limits: SetViewLimits,
    @By() by: Actor,
    @InCommand() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.teams.send(id, { type: 'SetViewLimits', limits, by }, context, reply);
  }
}
