import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Receipt } from '@pgai/contracts/receipt.js';
import { TeamId } from '@pgai/contracts/teams.js';
import { LockView, ViewId } from '@pgai/contracts/views.js';
import type { Actor } from '@pgai/domain/permissions/actor.js';
import type { Holder } from '@pgai/domain/permissions/allows.js';
import { By, Holds } from '../platform/actor.js';
import { type CommandContext, InCommand } from '../platform/command-context.js';
import { Needs } from '../platform/needs.js';
import { ChangeView, by as sender } from './change-view.js';

@ApiTags('Views')
@Controller('api/teams/:team/views/:view')
export class LocksController {
  constructor(private readonly change: ChangeView) {}

  @Post('lock')
  @Needs('views:lock')
  @HttpCode(200)
  @ApiOperation({ summary: 'Lock a view for a while: nobody else changes it until then' })
  @ApiOkResponse({ standardSchema: Receipt })
  lock(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('view', { schema: ViewId }) id: string,
    @Body({ schema: LockView }) { reason, minutes }: LockView,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
  ): Promise<Receipt> {
    const change = { teamId, by, holder, context };
    const until = new Date(Date.now() + minutes * 60_000).toISOString();
    return this.change.append(id, { type: 'LockView', until, reason, ...sender(change) }, change);
  }

  @Post('unlock')
  @Needs('views:lock')
  @HttpCode(200)
  @ApiOperation({ summary: 'Unlock a view: whoever locked it, or whoever may archive it' })
  @ApiOkResponse({ standardSchema: Receipt })
  unlock(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('view', { schema: ViewId }) id: string,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
  ): Promise<Receipt> {
    const change = { teamId, by, holder, context };
    return this.change.append(id, { type: 'UnlockView', ...sender(change) }, change);
  }
}
