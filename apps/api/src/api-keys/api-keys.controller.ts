import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKey, ApiKeyId, ApiKeyList } from '@pgai/contracts/api-keys.js';
import { TeamId } from '@pgai/contracts/teams.js';
import { DomainError } from '@pgai/domain/domain-error.js';
import type { FastifyReply } from 'fastify';
import { etag } from '../platform/etag.js';
import { paged } from '../platform/list.js';
import { type ListQuery, parseList } from '../platform/list-query.js';
import { Needs } from '../platform/needs.js';
import { ApiList } from '../platform/openapi.js';
import { AtLeast, ReadYourWrite } from '../platform/read-your-write.js';
import { apiKeyFields } from './api-key-rows.js';
import { ApiKeyQueries } from './api-keys.queries.js';

@ApiTags('API keys')
@Controller('api/teams/:team/api-keys')
export class ApiKeysController {
  constructor(
    private readonly queries: ApiKeyQueries,
    private readonly readYourWrite: ReadYourWrite,
  ) {}

  @Get()
  @Needs('api-keys:read')
  @ApiOperation({ summary: 'The API keys of a team, without their secrets' })
  @ApiList(apiKeyFields)
  @ApiOkResponse({ standardSchema: ApiKeyList })
  async list(
    @Param('team', { schema: TeamId }) team: string,
    @Query() query: ListQuery,
  ): Promise<ApiKeyList> {
    const parsed = parseList(query, apiKeyFields, 'issued_at:desc');
    return paged(await this.queries.list(team, parsed), 'api_key_id', parsed);
  }

  @Get(':key')
  @Needs('api-keys:read')
  @ApiOperation({ summary: 'One API key, without its secrets' })
  @ApiOkResponse({ standardSchema: ApiKey })
  async one(
    @Param('team', { schema: TeamId }) team: string,
    @Param('key', { schema: ApiKeyId }) id: string,
    @Query({ schema: AtLeast }) atLeast: AtLeast,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ApiKey> {
    const found = await this.readYourWrite.read(id, atLeast, () => this.queries.one(team, id));
    if (!found) throw new DomainError('not-found', 'api-key-not-found', 'This team has no such API key.');
    reply.header('etag', etag(found.revision));
    return found;
  }
}
