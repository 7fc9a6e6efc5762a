import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  ConnectionDetail,
  ConnectionId,
  ConnectionList,
  ConnectionMade,
  CreateConnection,
  RotateCredential,
  UpdateConnection,
} from '@pgai/contracts/connections.js';
import { Receipt } from '@pgai/contracts/receipt.js';
import { TeamId } from '@pgai/contracts/teams.js';
import { connectionNotFound } from '@pgai/domain/connections/connection.js';
import type { Actor } from '@pgai/domain/permissions/actor.js';
import type { Holder } from '@pgai/domain/permissions/allows.js';
import type { FastifyReply } from 'fastify';
import { By, Holds } from '../platform/actor.js';
import { type CommandContext, InCommand } from '../platform/command-context.js';
import { etag } from '../platform/etag.js';
import { paged } from '../platform/list.js';
import { type ListQuery, parseList } from '../platform/list-query.js';
import { Needs } from '../platform/needs.js';
import { ApiConditional, ApiList } from '../platform/openapi.js';
import { AtLeast, ReadYourWrite } from '../platform/read-your-write.js';
import { ChangeConnection } from './change-connection.js';
import { ConnectionQueries, connectionFields } from './connections.queries.js';

@ApiTags('Connections')
@Controller('api/teams/:team/connections')
export class ConnectionsController {
  constructor(
    private readonly change: ChangeConnection,
    private readonly queries: ConnectionQueries,
    private readonly readYourWrite: ReadYourWrite,
  ) {}

  @Post()
  @Needs('connections:create')
  @ApiOperation({ summary: 'Connect a database; it is tested first, and a failed check refuses it' })
  @ApiCreatedResponse({ standardSchema: ConnectionMade })
  async create(
    @Param('team', { schema: TeamId }) teamId: string,
    @Body({ schema: CreateConnection }) fields: CreateConnection,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConnectionMade> {
    const { id, revision, result } = await this.change.register(fields, { teamId, by, holder, context });
    reply.header('location', `/api/teams/${teamId}/connections/${id}`).header('etag', etag(revision));
    return { id, revision, status: 'connected', server: result.server, checks: result.checks };
  }

  @Get()
  @Needs('connections:read')
  @ApiOperation({ summary: 'The connections of a team, with their health' })
  @ApiList(connectionFields)
  @ApiOkResponse({ standardSchema: ConnectionList })
  async list(@Param('team', { schema: TeamId }) teamId: string, @Query() query: ListQuery) {
    const parsed = parseList(query, connectionFields, 'name:asc');
    return paged(await this.queries.list(teamId, parsed), 'connection_id', parsed);
  }

  @Get(':connection')
  @Needs('connections:read')
  @ApiOperation({ summary: 'One connection, its pool and what became of it' })
  @ApiOkResponse({ standardSchema: ConnectionDetail })
  async one(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('connection', { schema: ConnectionId }) id: string,
    @Query({ schema: AtLeast }) atLeast: AtLeast,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const found = await this.readYourWrite.read(id, atLeast, () => this.queries.one(teamId, id));
    if (!found) throw connectionNotFound();
    reply.header('etag', etag(found.revision));
    return found;
  }

  @Post(':connection/update')
  @Needs('connections:update')
  @HttpCode(200)
  @ApiOperation({ summary: 'Change name, place, TLS mode or pool; it is tested first' })
  @ApiConditional()
  @ApiOkResponse({ standardSchema: Receipt })
  update(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('connection', { schema: ConnectionId }) id: string,
    @Body({ schema: UpdateConnection }) fields: UpdateConnection,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
  ): Promise<Receipt> {
    return this.change.update(id, fields, { teamId, by, holder, context });
  }

  @Post(':connection/rotate-credential')
  @Needs('connections:update')
  @HttpCode(200)
  @ApiOperation({ summary: 'Replace the password; the new one is tested first, the old one forgotten' })
  @ApiConditional()
  @ApiOkResponse({ standardSchema: Receipt })
  rotate(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('connection', { schema: ConnectionId }) id: string,
    @Body({ schema: RotateCredential }) fields: RotateCredential,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
  ): Promise<Receipt> {
    return this.change.rotate(id, fields, { teamId, by, holder, context });
  }

  @Post(':connection/disable')
  @Needs('connections:update')
  @HttpCode(200)
  @ApiOperation({ summary: 'Disable a connection: it is not dialled until it is enabled' })
  @ApiConditional()
  @ApiOkResponse({ standardSchema: Receipt })
  disable(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('connection', { schema: ConnectionId }) id: string,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
  ): Promise<Receipt> {
    return this.turn('DisableConnection', id, teamId, by, holder, context);
  }

  @Post(':connection/enable')
  @Needs('connections:update')
  @HttpCode(200)
  @ApiOperation({ summary: 'Enable a connection' })
  @ApiConditional()
  @ApiOkResponse({ standardSchema: Receipt })
  enable(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('connection', { schema: ConnectionId }) id: string,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
  ): Promise<Receipt> {
    return this.turn('EnableConnection', id, teamId, by, holder, context);
  }

  @Post(':connection/archive')
  @Needs('connections:delete')
  @HttpCode(200)
  @ApiOperation({ summary: 'Archive a connection: for good, and its password is forgotten' })
  @ApiConditional()
  @ApiOkResponse({ standardSchema: Receipt })
  archive(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('connection', { schema: ConnectionId }) id: string,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
  ): Promise<Receipt> {
    return this.change.archive(id, { teamId, by, holder, context });
  }

  private async turn(
    type: 'DisableConnection' | 'EnableConnection',
    id: string,
    team_id: string,
    by: Actor,
    holder: Holder,
    context: CommandContext,
  ): Promise<Receipt> {
    const { revision } = await this.change.append(id, { type, team_id, by, holder }, context);
    return { id, revision: Number(revision) };
  }
}
