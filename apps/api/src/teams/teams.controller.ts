import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Receipt } from '@pgai/contracts/receipt.js';
import { CreateTeam, RenameTeam, Team, TeamId, TeamList } from '@pgai/contracts/teams.js';
import { type Actor, teamNotFound } from '@pgai/domain/permissions/actor.js';
import type { FastifyReply } from 'fastify';
import { ActorId, By } from '../platform/actor.js';
import { type CommandContext, InCommand } from '../platform/command-context.js';
import { etag } from '../platform/etag.js';
import { paged } from '../platform/list.js';
import { type ListQuery, parseList } from '../platform/list-query.js';
import { Needs } from '../platform/needs.js';
import { ApiConditional, ApiList } from '../platform/openapi.js';
import { AtLeast, ReadYourWrite } from '../platform/read-your-write.js';
import { HandleTeam } from './teams.handler.js';
import { TeamQueries, teamFields } from './teams.queries.js';

@ApiTags('Teams')
@Controller('api/teams')
export class TeamsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: TeamQueries,
    private readonly readYourWrite: ReadYourWrite,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Create a team; you become its owner' })
  @ApiCreatedResponse({ standardSchema: Receipt })
  async create(
    @Body({ schema: CreateTeam }) { name }: CreateTeam,
    @ActorId() me: string,
    @InCommand() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Receipt> {
    const id = context.newId;
    const { revision } = await this.commands.execute(
      new HandleTeam(id, { type: 'CreateTeam', name, owner_id: me }, context),
    );
    reply.header('location', `/api/teams/${id}`).header('etag', etag(revision));
    return { id, revision: Number(revision) };
  }

  @Post(':team/rename')
  @Needs('team:rename')
  @HttpCode(200)
  @ApiOperation({ summary: 'Rename a team' })
  @ApiConditional()
  @ApiOkResponse({ standardSchema: Receipt })
  async rename(
    @Param('team', { schema: TeamId }) id: string,
    @Body({ schema: RenameTeam }) { name }: RenameTeam,
    @By() by: Actor,
    @InCommand() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Receipt> {
    const { revision } = await this.commands.execute(
      new HandleTeam(id, { type: 'RenameTeam', name, by }, context),
    );
    reply.header('etag', etag(revision));
    return { id, revision: Number(revision) };
  }

  @Get()
  @ApiOperation({ summary: 'Your teams' })
  @ApiList(teamFields)
  @ApiOkResponse({ standardSchema: TeamList })
  async list(@ActorId() me: string, @Query() query: ListQuery) {
    const parsed = parseList(query, teamFields, 'name:asc');
    return paged(await this.queries.list(me, parsed), 'team_id', parsed);
  }

  @Get(':team')
  @Needs('team:read')
  @ApiOperation({ summary: 'One team' })
  @ApiOkResponse({ standardSchema: Team })
  async one(
    @Param('team', { schema: TeamId }) id: string,
    @Query({ schema: AtLeast }) atLeast: AtLeast,
    @By() by: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const found = await this.readYourWrite.read(id, atLeast, () => this.queries.one(by, id));
    if (!found) throw teamNotFound();
    reply.header('etag', etag(found.revision));
    return found;
  }
}
