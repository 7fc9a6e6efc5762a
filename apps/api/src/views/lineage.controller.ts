import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { TeamId } from '@pgai/contracts/teams.js';
import { LineageQuery, ViewId, ViewLineage } from '@pgai/contracts/views.js';
import type { Actor } from '@pgai/domain/permissions/actor.js';
import { By } from '../platform/actor.js';
import { Needs } from '../platform/needs.js';
import { ViewLineages } from './view-lineages.js';

@ApiTags('Views')
@Controller('api/teams/:team/views')
export class LineageController {
  constructor(private readonly lineages: ViewLineages) {}

  @Get(':view/lineage')
  @Needs('views:read')
  @ApiOperation({
    summary: 'Where each column of a draft comes from, what it cannot be without, and what reads the view',
  })
  @ApiOkResponse({ standardSchema: ViewLineage })
  lineage(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('view', { schema: ViewId }) id: string,
    @Query({ schema: LineageQuery }) { branch }: LineageQuery,
    @By() by: Actor,
  ): Promise<ViewLineage> {
    return this.lineages.of(id, branch, { teamId, by });
  }
}
