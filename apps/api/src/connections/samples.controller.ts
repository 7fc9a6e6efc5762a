import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  ConnectionMade,
  ConnectSample,
  CreateConnection,
  SampleList,
  type SampleList as Samples,
} from '@pgai/contracts/connections.js';
import { TeamId } from '@pgai/contracts/teams.js';
import type { Actor } from '@pgai/domain/permissions/actor.js';
import type { Holder } from '@pgai/domain/permissions/allows.js';
import type { FastifyReply } from 'fastify';
import { By, Holds } from '../platform/actor.js';
import { type CommandContext, InCommand } from '../platform/command-context.js';
import { Config } from '../platform/config.js';
import { etag } from '../platform/etag.js';
import { Needs } from '../platform/needs.js';
import { ProblemError } from '../platform/problem.js';
import { ChangeConnection } from './change-connection.js';
import { ConnectionQueries } from './connections.queries.js';

/** The sample databases of local mode. What opens them never leaves this process. */
@ApiTags('Connections')
@Controller('api/teams/:team/connection-samples')
export class SamplesController {
  constructor(
    private readonly config: Config,
    private readonly change: ChangeConnection,
    private readonly queries: ConnectionQueries,
  ) {}

  @Get()
  @Needs('connections:read')
  @ApiOperation({ summary: 'Sample databases that can be connected at once; none in production' })
  @ApiOkResponse({ standardSchema: SampleList })
  async list(@Param('team', { schema: TeamId }) teamId: string): Promise<Samples> {
    const places = await this.queries.places(teamId);
    const data = this.config.sampleDatabases.map((url) => ({
      database: databaseOf(url),
      connected: places.some(
        ({ host, port, database }) =>
          host === url.hostname && port === Number(url.port) && database === databaseOf(url),
      ),
    }));
    return { data };
  }

  @Post()
  @Needs('connections:create')
  @ApiOperation({ summary: 'Connect a sample database' })
  @ApiCreatedResponse({ standardSchema: ConnectionMade })
  async connect(
    @Param('team', { schema: TeamId }) teamId: string,
    @Body({ schema: ConnectSample }) { database }: ConnectSample,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConnectionMade> {
    const url = this.config.sampleDatabases.find((sample) => databaseOf(sample) === database);
    if (!url) throw new ProblemError(404, 'sample-not-found', 'There is no such sample database here.');
    const fields = CreateConnection.parse({
      name: database,
      engine: 'postgres',
      host: url.hostname,
      port: Number(url.port),
      database,
      username: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      ssl_mode: 'prefer',
      pool: { min: 0, max: 5 },
    });
    const { id, revision, result } = await this.change.register(fields, { teamId, by, holder, context });
    reply.header('location', `/api/teams/${teamId}/connections/${id}`).header('etag', etag(revision));
    return { id, revision, status: 'connected', server: result.server, checks: result.checks };
  }
}

const databaseOf = (url: URL) => decodeURIComponent(url.pathname.slice(1));
