import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { TeamId } from '@pgai/contracts/teams.js';
import { ViewAnalysis, ViewPlan, ViewPreview } from '@pgai/contracts/view-analysis.js';
import { PlanView, PreviewView, ValidateView, ViewId } from '@pgai/contracts/views.js';
import type { Actor } from '@pgai/domain/permissions/actor.js';
import type { Holder } from '@pgai/domain/permissions/allows.js';
import { By, Holds } from '../platform/actor.js';
import { type CommandContext, InCommand } from '../platform/command-context.js';
import { Gone } from '../platform/gone.js';
import { Needs } from '../platform/needs.js';
import { ViewChecks } from './view-checks.js';
import { ViewRuns } from './view-runs.js';

@ApiTags('Views')
@Controller('api/teams/:team/views')
export class RunsController {
  constructor(
    private readonly runs: ViewRuns,
    private readonly checks: ViewChecks,
  ) {}

  @Post(':view/validate')
  @Needs('views:read')
  @HttpCode(200)
  @ApiOperation({ summary: 'What is wrong with a draft, and what it would return; nothing runs' })
  @ApiOkResponse({ standardSchema: ViewAnalysis })
  validate(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('view', { schema: ViewId }) id: string,
    @Body({ schema: ValidateView }) asked: ValidateView,
    @By() by: Actor,
  ): Promise<ViewAnalysis> {
    return this.checks.of(id, asked, { teamId, by });
  }

  @Post(':view/preview')
  @Needs('views:run')
  @HttpCode(200)
  @ApiOperation({
    summary: 'The first rows of a draft and how long they took, in a transaction that changes nothing',
  })
  @ApiOkResponse({ standardSchema: ViewPreview })
  preview(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('view', { schema: ViewId }) id: string,
    @Body({ schema: PreviewView }) asked: PreviewView,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
    @Gone() gone: AbortSignal,
  ): Promise<ViewPreview> {
    return this.runs.preview(id, asked, { teamId, by, holder, context }, gone);
  }

  @Post(':view/plan')
  @Needs('views:run')
  @HttpCode(200)
  @ApiOperation({
    summary:
      'How the server runs a draft, what it expects, and what would make it faster; with `analyze` it really runs',
  })
  @ApiOkResponse({ standardSchema: ViewPlan })
  plan(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('view', { schema: ViewId }) id: string,
    @Body({ schema: PlanView }) asked: PlanView,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
    @Gone() gone: AbortSignal,
  ): Promise<ViewPlan> {
    return this.runs.plan(id, asked, { teamId, by, holder, context }, gone);
  }
}
