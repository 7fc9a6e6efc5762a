import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { Receipt } from '@pgai/contracts/receipt.js';
import { TeamId } from '@pgai/contracts/teams.js';
import {
  CommitDetail,
  CommitList,
  CommitNumber,
  CommitView,
  CreateView,
  UpdateView,
  ViewCommitted,
  ViewDefinition,
  ViewId,
  ViewList,
} from '@pgai/contracts/views.js';
import type { Actor } from '@pgai/domain/permissions/actor.js';
import type { Holder } from '@pgai/domain/permissions/allows.js';
import { commitOf, viewNotFound } from '@pgai/domain/views/state.js';
import type { FastifyReply } from 'fastify';
import { By, Holds } from '../platform/actor.js';
import { type CommandContext, InCommand } from '../platform/command-context.js';
import { etag } from '../platform/etag.js';
import { paged } from '../platform/list.js';
import { type ListQuery, parseList } from '../platform/list-query.js';
import { Needs } from '../platform/needs.js';
import { ApiConditional, ApiList } from '../platform/openapi.js';
import { AtLeast, ReadYourWrite } from '../platform/read-your-write.js';
import { ChangeView } from './change-view.js';
import { commitDetail, definitionOf } from './definition.js';
import { commitFields, ViewQueries, viewFields } from './views.queries.js';

@ApiTags('Views')
@Controller('api/teams/:team/views')
export class ViewsController {
  constructor(
    private readonly change: ChangeView,
    private readonly queries: ViewQueries,
    private readonly readYourWrite: ReadYourWrite,
  ) {}

  @Post()
  @Needs('views:create')
  @ApiOperation({ summary: 'Make a view of a connection; it begins with its first commit on main' })
  @ApiCreatedResponse({ standardSchema: Receipt })
  async create(
    @Param('team', { schema: TeamId }) teamId: string,
    @Body({ schema: CreateView }) fields: CreateView,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Receipt> {
    const receipt = await this.change.create(fields, { teamId, by, holder, context });
    const { id, revision } = receipt;
    reply.header('location', `/api/teams/${teamId}/views/${id}`).header('etag', etag(revision));
    return receipt;
  }

  @Get()
  @Needs('views:read')
  @ApiOperation({ summary: 'The views of a team' })
  @ApiList(viewFields)
  @ApiOkResponse({ standardSchema: ViewList })
  async list(@Param('team', { schema: TeamId }) teamId: string, @Query() query: ListQuery) {
    const parsed = parseList(query, viewFields, 'name:asc');
    return paged(await this.queries.list(teamId, parsed), 'id', parsed);
  }

  @Get(':view')
  @Needs('views:read')
  @ApiOperation({ summary: 'One view: what main holds, its branches, versions and lock' })
  @ApiOkResponse({ standardSchema: ViewDefinition })
  async one(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('view', { schema: ViewId }) id: string,
    @Query({ schema: AtLeast }) atLeast: AtLeast,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ViewDefinition> {
    const found = await this.readYourWrite.read(id, atLeast, async () => {
      const rows = await this.queries.one(teamId, id);
      return rows && { rows, revision: rows.view.revision };
    });
    if (!found) throw viewNotFound();
    reply.header('etag', etag(found.revision));
    return definitionOf(found.rows);
  }

  @Post(':view/update')
  @Needs('views:edit')
  @HttpCode(200)
  @ApiOperation({ summary: 'Give a view another name or description' })
  @ApiConditional()
  @ApiOkResponse({ standardSchema: Receipt })
  update(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('view', { schema: ViewId }) id: string,
    @Body({ schema: UpdateView }) fields: UpdateView,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
  ): Promise<Receipt> {
    return this.change.update(id, fields, { teamId, by, holder, context });
  }

  @Post(':view/archive')
  @Needs('views:archive')
  @HttpCode(200)
  @ApiOperation({ summary: 'Archive a view: for good; its history stays' })
  @ApiConditional()
  @ApiOkResponse({ standardSchema: Receipt })
  archive(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('view', { schema: ViewId }) id: string,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
  ): Promise<Receipt> {
    return this.change.archive(id, { teamId, by, holder, context });
  }

  @Post(':view/commit')
  @Needs('views:edit')
  @HttpCode(200)
  @ApiOperation({ summary: 'Keep what the draft of a branch holds, if it is valid' })
  @ApiConditional()
  @ApiOkResponse({ standardSchema: ViewCommitted })
  commit(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('view', { schema: ViewId }) id: string,
    @Body({ schema: CommitView }) fields: CommitView,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
  ): Promise<ViewCommitted> {
    return this.change.commit(id, fields, { teamId, by, holder, context });
  }

  @Get(':view/commits')
  @Needs('views:read')
  @ApiOperation({ summary: 'The commits of a view, of all branches or of one' })
  @ApiList(commitFields)
  @ApiQuery({ name: 'branch', required: false, schema: { type: 'string' } })
  @ApiOkResponse({ standardSchema: CommitList })
  async commits(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('view', { schema: ViewId }) id: string,
    @Query() { branch, ...query }: ListQuery,
  ) {
    await this.change.known(id, teamId);
    const filters = branch === undefined ? query : { ...query, 'filter[branch]': branch };
    const parsed = parseList(filters, commitFields, 'commit:desc');
    return paged(await this.queries.commits(teamId, id, parsed), 'commit', parsed);
  }

  @Get(':view/commits/:commit')
  @Needs('views:read')
  @ApiOperation({ summary: 'What a commit holds' })
  @ApiOkResponse({ standardSchema: CommitDetail })
  async commitOf(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('view', { schema: ViewId }) id: string,
    @Param('commit', { schema: CommitNumber }) number: number,
  ): Promise<CommitDetail> {
    const { state, revision } = await this.change.known(id, teamId);
    commitOf(state, number);
    const found = await this.readYourWrite.read(id, { at_least: revision }, () =>
      this.queries.commit(teamId, id, number),
    );
    if (!found) throw viewNotFound();
    return commitDetail(found);
  }
}
