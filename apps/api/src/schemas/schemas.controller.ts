import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { markdown } from '@pgai/catalog/markdown.js';
import { ConnectionId } from '@pgai/contracts/connections.js';
import { ColumnExamples, SchemaObjectDetail } from '@pgai/contracts/schema-objects.js';
import {
  DatabaseSchema,
  DocumentSchema,
  ObjectId,
  RefreshSchema,
  SchemaHits,
  type SchemaOutline,
  SchemaQuery,
  SchemaRefreshed,
  SchemaStatistics,
  SearchSchema,
} from '@pgai/contracts/schemas.js';
import { TeamId } from '@pgai/contracts/teams.js';
import type { Actor } from '@pgai/domain/permissions/actor.js';
import type { Holder } from '@pgai/domain/permissions/allows.js';
import type { FastifyReply } from 'fastify';
import { By, Holds } from '../platform/actor.js';
import { type CommandContext, InCommand } from '../platform/command-context.js';
import { Gone } from '../platform/gone.js';
import { KnownSchemas } from '../platform/known-schemas.js';
import { Needs } from '../platform/needs.js';
import { ProblemError } from '../platform/problem.js';
import { ViewReaders } from '../platform/view-readers.js';
import { Examples } from './column-examples.js';
import { compressed } from './compressed.js';
import { databaseSchema } from './database-schema.js';
import { objectDetail } from './object-detail.js';
import { outline } from './outline.js';
import { SchemaSearch } from './schema-search.js';
import { HandleSchema } from './schemas.handler.js';
import { Schemas } from './schemas.js';
import { SchemaQueries } from './schemas.queries.js';

@ApiTags('Schemas')
@Controller('api/teams/:team/connections/:connection/schema')
export class SchemasController {
  constructor(
    private readonly commands: CommandBus,
    private readonly schemas: Schemas,
    private readonly known: KnownSchemas,
    private readonly queries: SchemaQueries,
    private readonly finder: SchemaSearch,
    private readonly readers: ViewReaders,
    private readonly examples: Examples,
  ) {}

  @Get()
  @Needs('schema:read')
  @ApiOperation({
    summary:
      'The schema of a connected database, as last read; `detail=names` for names, comments and ties alone',
  })
  @ApiOkResponse({ standardSchema: DatabaseSchema })
  async schema(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('connection', { schema: ConnectionId }) id: string,
    @Query({ schema: SchemaQuery }) { detail, version }: SchemaQuery,
    @By() by: Actor,
    @Res() reply: FastifyReply,
  ) {
    await this.schemas.belongs(teamId, id);
    const found = await this.schemas.at(teamId, id, by, version);
    if (detail === 'full')
      return compressed(reply, databaseSchema(found.catalog, { connectionId: id, ...found }));
    const [notes, failure] = await Promise.all([
      this.queries.notes(teamId, id),
      this.queries.failure(teamId, id),
    ]);
    const names: SchemaOutline = {
      connection_id: id,
      version_hash: found.version_hash,
      last_updated: found.read_at.toISOString(),
      checked_at: found.checked_at.toISOString(),
      server_version: found.catalog.server.version,
      failure,
      ...outline(found.catalog),
      notes,
    };
    return compressed(reply, names);
  }

  @Post('refresh')
  @Needs('schema:refresh')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Read what has moved since; with `force` everything. It ends when whoever asked hangs up',
  })
  @ApiOkResponse({ standardSchema: SchemaRefreshed })
  async refresh(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('connection', { schema: ConnectionId }) id: string,
    @Body({ schema: RefreshSchema.optional() }) body: RefreshSchema | undefined,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
    @Gone() gone: AbortSignal,
  ): Promise<SchemaRefreshed> {
    await this.schemas.belongs(teamId, id);
    await this.commands.execute(
      new HandleSchema(id, { type: 'RequestRefresh', team_id: teamId, by, holder }, context),
    );
    const { kept, read, changes, revision, ms } = await this.known.refresh(teamId, id, by, body?.force, gone);
    return {
      id,
      revision: Number(revision),
      version_hash: kept.version_hash,
      read: typeof read === 'string' ? read : 'relations',
      relations_read:
        typeof read === 'string' ? (read === 'nothing' ? 0 : kept.catalog.relations.length) : read.relations,
      changes,
      duration_ms: Math.round(ms * 10) / 10,
    };
  }

  @Get('search')
  @Needs('schema:read')
  @ApiOperation({ summary: 'Find objects by names, columns, comments and notes; forgives typing mistakes' })
  @ApiOkResponse({ standardSchema: SchemaHits })
  async search(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('connection', { schema: ConnectionId }) id: string,
    @Query({ schema: SearchSchema }) question: SearchSchema,
    @By() by: Actor,
  ): Promise<SchemaHits> {
    await this.schemas.belongs(teamId, id);
    return this.finder.search(teamId, id, by, question);
  }

  @Get('statistics')
  @Needs('schema:read')
  @ApiOperation({ summary: 'Rows, sizes and activity of the relations, as the server says now' })
  @ApiOkResponse({ standardSchema: SchemaStatistics })
  statistics(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('connection', { schema: ConnectionId }) id: string,
    @By() by: Actor,
  ): Promise<SchemaStatistics> {
    return this.schemas.statistics(teamId, id, by);
  }

  @Get('documentation')
  @Needs('schema:read')
  @ApiOperation({ summary: 'The schema as a Markdown document, of one version if asked' })
  @ApiProduces('text/markdown')
  async documentation(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('connection', { schema: ConnectionId }) id: string,
    @Query({ schema: DocumentSchema }) { schema, version }: DocumentSchema,
    @By() by: Actor,
    @Res() reply: FastifyReply,
  ) {
    const name = await this.schemas.belongs(teamId, id);
    const found = await this.schemas.at(teamId, id, by, version);
    const notes = await this.queries.notes(teamId, id);
    const texts = new Map(notes.map((note) => [`${note.id} ${note.column}`, note.text]));
    const text = markdown(found.catalog, {
      title: schema === undefined ? name : `${name}: ${schema}`,
      schema,
      note: (oid, column) => texts.get(`${oid} ${column}`) ?? null,
      footer: `Version ${found.version_hash.slice(0, 8)} of ${found.read_at.toISOString()}`,
    });
    const file = `${name}-${found.version_hash.slice(0, 8)}.md`.replaceAll(/[^\w.-]/g, '_');
    return reply
      .type('text/markdown; charset=utf-8')
      .header('content-disposition', `attachment; filename="${file}"`)
      .send(text);
  }

  @Get('objects/:object')
  @Needs('schema:read')
  @ApiOperation({ summary: 'One object with everything that hangs on it, down to columns' })
  @ApiOkResponse({ standardSchema: SchemaObjectDetail })
  async object(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('connection', { schema: ConnectionId }) id: string,
    @Param('object', { schema: ObjectId }) oid: number,
    @By() by: Actor,
  ): Promise<SchemaObjectDetail> {
    await this.schemas.belongs(teamId, id);
    const [{ catalog }, notes] = await Promise.all([
      this.known.newest(teamId, id, by),
      this.queries.notes(teamId, id),
    ]);
    const note = (column: number) =>
      notes.find((one) => one.id === oid && one.column === column)?.text ?? null;
    const found = objectDetail(catalog, oid, note);
    if (!found) throw new ProblemError(404, 'object-not-found', 'This schema has no such object.');
    return { ...found, views: await this.readers.of(teamId, id, [`${found.schema}.${found.name}`]) };
  }

  @Get('objects/:object/examples')
  @Needs('schema:examples')
  @ApiOperation({ summary: 'What the columns of a table hold: values by their shape, never as they are' })
  @ApiOkResponse({ standardSchema: ColumnExamples })
  async columnExamples(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('connection', { schema: ConnectionId }) id: string,
    @Param('object', { schema: ObjectId }) oid: number,
    @By() by: Actor,
  ): Promise<ColumnExamples> {
    await this.schemas.belongs(teamId, id);
    const { catalog } = await this.known.newest(teamId, id, by);
    return this.examples.of(id, catalog, oid, by);
  }
}
