import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { TeamId } from '@pgai/contracts/teams.js';
import {
  RollBackView,
  RollbackImpact,
  TagVersion,
  Version,
  VersionDetail,
  VersionDiff,
  VersionList,
  VersionOrDraft,
  VersionTagged,
  ViewId,
} from '@pgai/contracts/views.js';
import type { Actor } from '@pgai/domain/permissions/actor.js';
import type { Holder } from '@pgai/domain/permissions/allows.js';
import { By, Holds } from '../platform/actor.js';
import { type CommandContext, InCommand } from '../platform/command-context.js';
import { Needs } from '../platform/needs.js';
import { ApiConditional } from '../platform/openapi.js';
import { ChangeVersions } from './change-versions.js';
import { ChangeView } from './change-view.js';
import { VersionQueries } from './version-queries.js';
import { ViewQueries } from './views.queries.js';

@ApiTags('Views')
@Controller('api/teams/:team/views/:view/versions')
export class VersionsController {
  constructor(
    private readonly view: ChangeView,
    private readonly change: ChangeVersions,
    private readonly versions: VersionQueries,
    private readonly queries: ViewQueries,
  ) {}

  @Post()
  @Needs('views:version')
  @ApiOperation({ summary: 'Make a version of the newest commit of a branch' })
  @ApiConditional()
  @ApiCreatedResponse({ standardSchema: VersionTagged })
  tag(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('view', { schema: ViewId }) id: string,
    @Body({ schema: TagVersion }) fields: TagVersion,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
  ): Promise<VersionTagged> {
    return this.change.tag(id, fields, { teamId, by, holder, context });
  }

  @Get()
  @Needs('views:read')
  @ApiOperation({ summary: 'The versions of a view, the newest first' })
  @ApiOkResponse({ standardSchema: VersionList })
  async list(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('view', { schema: ViewId }) id: string,
  ): Promise<VersionList> {
    await this.view.known(id, teamId);
    const rows = await this.queries.versions(teamId, id);
    return { data: rows.map((row) => ({ ...row, at: row.at.toISOString() })) };
  }

  @Get(':version')
  @Needs('views:read')
  @ApiOperation({ summary: 'One version: what it holds and which columns it had' })
  @ApiOkResponse({ standardSchema: VersionDetail })
  async one(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('view', { schema: ViewId }) id: string,
    @Param('version', { schema: Version }) version: string,
  ): Promise<VersionDetail> {
    await this.view.known(id, teamId);
    return this.versions.detail(id, version, teamId);
  }

  @Get(':version/diff/:other')
  @Needs('views:read')
  @ApiOperation({ summary: 'What is different in another version, in `draft` or in `draft:<branch>`' })
  @ApiOkResponse({ standardSchema: VersionDiff })
  diff(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('view', { schema: ViewId }) id: string,
    @Param('version', { schema: Version }) a: string,
    @Param('other', { schema: VersionOrDraft }) b: string,
    @By() by: Actor,
  ): Promise<VersionDiff> {
    return this.versions.diff(id, a, b, { teamId, by });
  }

  @Get(':version/impact')
  @Needs('views:version')
  @ApiOperation({ summary: 'What going back to a version would change, and for whom' })
  @ApiOkResponse({ standardSchema: RollbackImpact })
  impact(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('view', { schema: ViewId }) id: string,
    @Param('version', { schema: Version }) version: string,
    @By() by: Actor,
  ): Promise<RollbackImpact> {
    return this.versions.impact(id, version, { teamId, by });
  }

  @Post(':version/rollback')
  @Needs('views:version')
  @HttpCode(201)
  @ApiOperation({ summary: 'Go back to what a version holds, by a new version' })
  @ApiConditional()
  @ApiCreatedResponse({ standardSchema: VersionTagged })
  rollBack(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('view', { schema: ViewId }) id: string,
    @Param('version', { schema: Version }) version: string,
    @Body({ schema: RollBackView }) fields: RollBackView,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
  ): Promise<VersionTagged> {
    return this.change.rollBack(id, version, fields, { teamId, by, holder, context });
  }
}
