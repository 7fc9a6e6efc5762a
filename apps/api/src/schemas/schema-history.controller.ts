import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ConnectionId } from '@pgai/contracts/connections.js';
import { Receipt } from '@pgai/contracts/receipt.js';
import {
  AnnotateObject,
  ChangeHash,
  SchemaChangeList,
  SchemaRevert,
  SchemaVersionList,
  SettleDrift,
} from '@pgai/contracts/schemas.js';
import { TeamId } from '@pgai/contracts/teams.js';
import type { Actor } from '@pgai/domain/permissions/actor.js';
import type { Holder } from '@pgai/domain/permissions/allows.js';
import type { SchemaCommand } from '@pgai/domain/schemas/schema-catalog.js';
import { By, Holds } from '../platform/actor.js';
import { type CommandContext, InCommand } from '../platform/command-context.js';
import { KnownSchemas } from '../platform/known-schemas.js';
import { paged } from '../platform/list.js';
import { type ListQuery, parseList } from '../platform/list-query.js';
import { Needs } from '../platform/needs.js';
import { ApiList } from '../platform/openapi.js';
import { ProblemError } from '../platform/problem.js';
import { HandleSchema } from './schemas.handler.js';
import { Schemas } from './schemas.js';
import { changeFields, SchemaQueries, versionFields } from './schemas.queries.js';

@ApiTags('Schemas')
@Controller('api/teams/:team/connections/:connection/schema')
export class SchemaHistoryController {
  constructor(
    private readonly commands: CommandBus,
    private readonly schemas: Schemas,
    private readonly known: KnownSchemas,
    private readonly queries: SchemaQueries,
  ) {}

  @Get('changes')
  @Needs('schema:read')
  @ApiOperation({ summary: 'What changed, with rule, class and what it touches' })
  @ApiList(changeFields)
  @ApiOkResponse({ standardSchema: SchemaChangeList })
  async changes(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('connection', { schema: ConnectionId }) id: string,
    @Query() query: ListQuery,
  ) {
    await this.schemas.belongs(teamId, id);
    const parsed = parseList(query, changeFields, 'revision:desc');
    return paged(await this.queries.changes(teamId, id, parsed), 'revision', parsed);
  }

  @Get('versions')
  @Needs('schema:read')
  @ApiOperation({ summary: 'The versions that were read; each can be asked for by its hash' })
  @ApiList(versionFields)
  @ApiOkResponse({ standardSchema: SchemaVersionList })
  async versions(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('connection', { schema: ConnectionId }) id: string,
    @Query() query: ListQuery,
  ) {
    await this.schemas.belongs(teamId, id);
    const parsed = parseList(query, versionFields, 'revision:desc');
    return paged(await this.queries.versions(teamId, id, parsed), 'revision', parsed);
  }

  @Post('annotations')
  @Needs('schema:annotate')
  @HttpCode(200)
  @ApiOperation({ summary: 'Note what an object or a column means; the note stays with it under any name' })
  @ApiOkResponse({ standardSchema: Receipt })
  async annotate(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('connection', { schema: ConnectionId }) id: string,
    @Body({ schema: AnnotateObject }) { object_id, column, text }: AnnotateObject,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
  ): Promise<Receipt> {
    await this.schemas.belongs(teamId, id);
    const { catalog } = await this.known.newest(teamId, id, by);
    const found = [...catalog.relations, ...catalog.types, ...catalog.routines].find(
      ({ oid }) => oid === object_id,
    );
    const columns = found && 'columns' in found ? found.columns : [];
    const number = column === undefined ? 0 : columns.find(({ name }) => name === column)?.number;
    if (!found || number === undefined)
      throw new ProblemError(404, 'object-not-found', 'This schema has no such object or column.');
    const name = [found.schema, found.name, ...(column === undefined ? [] : [column])].join('.');
    const key = { oid: object_id, column: number };
    return this.send(id, { type: 'AnnotateObject', team_id: teamId, key, name, text, by, holder }, context);
  }

  @Get('changes/:change/revert')
  @Needs('schema:read')
  @ApiOperation({ summary: 'SQL that undoes a change, and what it cannot undo; it is shown and never run' })
  @ApiOkResponse({ standardSchema: SchemaRevert })
  async revert(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('connection', { schema: ConnectionId }) id: string,
    @Param('change', { schema: ChangeHash }) change: string,
    @By() by: Actor,
  ): Promise<SchemaRevert> {
    await this.schemas.belongs(teamId, id);
    return this.schemas.revert(teamId, id, by, change);
  }

  @Post('changes/:change/adopt')
  @Needs('schema:decide')
  @HttpCode(200)
  @ApiOperation({ summary: 'Adopt a change that was made outside: from now on it is meant to be so' })
  @ApiOkResponse({ standardSchema: Receipt })
  async adopt(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('connection', { schema: ConnectionId }) id: string,
    @Param('change', { schema: ChangeHash }) change: string,
    @Body({ schema: SettleDrift }) { note }: SettleDrift,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
  ): Promise<Receipt> {
    await this.schemas.belongs(teamId, id);
    return this.send(id, { type: 'AdoptDrift', team_id: teamId, change, note, by, holder }, context);
  }

  @Post('changes/:change/ignore')
  @Needs('schema:decide')
  @HttpCode(200)
  @ApiOperation({ summary: 'Ignore a change that was made outside' })
  @ApiOkResponse({ standardSchema: Receipt })
  async ignore(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('connection', { schema: ConnectionId }) id: string,
    @Param('change', { schema: ChangeHash }) change: string,
    @Body({ schema: SettleDrift }) { note }: SettleDrift,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
  ): Promise<Receipt> {
    await this.schemas.belongs(teamId, id);
    return this.send(id, { type: 'IgnoreDrift', team_id: teamId, change, note, by, holder }, context);
  }

  private async send(id: string, command: SchemaCommand, context: CommandContext): Promise<Receipt> {
    const { revision } = await this.commands.execute(new HandleSchema(id, command, context));
    return { id, revision: Number(revision) };
  }
}
