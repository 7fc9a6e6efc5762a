import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Retention, SetRetention } from '@pgai/contracts/privacy.js';
import { Receipt } from '@pgai/contracts/receipt.js';
import { TeamId } from '@pgai/contracts/teams.js';
import { retention } from '@pgai/domain/privacy/retention.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { handle } from '@pgai/event-store/handle.js';
import type { FastifyReply } from 'fastify';
import { type CommandContext, InCommand } from '../platform/command-context.js';
import { etag } from '../platform/etag.js';
import { Needs } from '../platform/needs.js';
import { ApiConditional } from '../platform/openapi.js';
import { AtLeast, ReadYourWrite } from '../platform/read-your-write.js';
import { RetentionQueries } from './retention.queries.js';

@ApiTags('Privacy')
@Controller('api/teams/:team/retention')
export class RetentionController {
  constructor(
    private readonly store: EventStore,
    private readonly queries: RetentionQueries,
    private readonly readYourWrite: ReadYourWrite,
  ) {}

  @Get()
  @Needs('retention:read')
  @ApiOperation({ summary: 'How long rows beside the log are kept, and what the last clean-up removed' })
  @ApiOkResponse({ standardSchema: Retention })
  async one(
    @Param('team', { schema: TeamId }) team: string,
    @Query({ schema: AtLeast }) atLeast: AtLeast,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const found = await this.readYourWrite.read(team, atLeast, () => this.queries.of(team));
    if (found && found.revision >= 0) reply.header('etag', etag(found.revision));
    const { revision, ...answer } = found ?? (await this.queries.of(team));
    return answer;
  }

  @Post()
  @Needs('retention:set')
  @HttpCode(200)
  @ApiOperation({ summary: 'Set how long rows beside the log are kept in this team' })
  @ApiConditional()
  @ApiOkResponse({ standardSchema: Receipt })
  async set(
    @Param('team', { schema: TeamId }) id: string,
    @Body({ schema: SetRetention }) { days }: SetRetention,
    @InCommand() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Receipt> {
    const command = { type: 'SetRetentionPolicy', scope: 'team', days } as const;
    const { revision } = await handle(this.store, retention, `retention-${id}`, command, context);
    reply.header('etag', etag(revision));
    return { id, revision: Number(revision) };
  }
}
