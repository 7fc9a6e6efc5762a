import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Receipt } from '@pgai/contracts/receipt.js';
import { TeamId } from '@pgai/contracts/teams.js';
import {
  BranchMerged,
  BranchName,
  CreateBranch,
  MergeBranch,
  RestoreDraft,
  ViewId,
} from '@pgai/contracts/views.js';
import type { Actor } from '@pgai/domain/permissions/actor.js';
import type { Holder } from '@pgai/domain/permissions/allows.js';
import { By, Holds } from '../platform/actor.js';
import { type CommandContext, InCommand } from '../platform/command-context.js';
import { Needs } from '../platform/needs.js';
import { ApiConditional } from '../platform/openapi.js';
import { ChangeBranches } from './change-branches.js';

@ApiTags('Views')
@Controller('api/teams/:team/views/:view')
export class BranchesController {
  constructor(private readonly change: ChangeBranches) {}

  @Post('branches')
  @Needs('views:edit')
  @ApiOperation({ summary: 'Begin a branch at the newest commit of another' })
  @ApiCreatedResponse({ standardSchema: Receipt })
  create(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('view', { schema: ViewId }) id: string,
    @Body({ schema: CreateBranch }) fields: CreateBranch,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
  ): Promise<Receipt> {
    return this.change.create(id, fields, { teamId, by, holder, context });
  }

  @Post('branches/:branch/merge')
  @Needs('views:edit')
  @HttpCode(200)
  @ApiOperation({
    summary:
      'Merge a branch into another; what both changed is answered as conflicts, and then nothing else changes',
  })
  @ApiConditional()
  @ApiOkResponse({ standardSchema: BranchMerged })
  merge(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('view', { schema: ViewId }) id: string,
    @Param('branch', { schema: BranchName }) branch: string,
    @Body({ schema: MergeBranch }) fields: MergeBranch,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
  ): Promise<BranchMerged> {
    return this.change.merge(id, branch, fields, { teamId, by, holder, context });
  }

  @Post('branches/:branch/remove')
  @Needs('views:edit')
  @HttpCode(200)
  @ApiOperation({ summary: 'Remove a branch with its draft; its commits stay' })
  @ApiConditional()
  @ApiOkResponse({ standardSchema: Receipt })
  remove(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('view', { schema: ViewId }) id: string,
    @Param('branch', { schema: BranchName }) branch: string,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
  ): Promise<Receipt> {
    return this.change.remove(id, branch, { teamId, by, holder, context });
  }

  @Post('restore')
  @Needs('views:edit')
  @HttpCode(200)
  @ApiOperation({ summary: 'Make the draft of a branch what a commit holds, by an edit forward' })
  @ApiOkResponse({ standardSchema: Receipt })
  restore(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('view', { schema: ViewId }) id: string,
    @Body({ schema: RestoreDraft }) fields: RestoreDraft,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
  ): Promise<Receipt> {
    return this.change.restore(id, fields, { teamId, by, holder, context });
  }
}
