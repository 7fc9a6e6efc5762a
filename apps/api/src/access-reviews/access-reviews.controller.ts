import { Body, Controller, Get, HttpCode, Param, Post, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  AccessReview,
  AccessReviewId,
  AccessReviewList,
  AttestAccess,
  StartAccessReview,
} from '@pgai/contracts/access-reviews.js';
import { Receipt } from '@pgai/contracts/receipt.js';
import { TeamId } from '@pgai/contracts/teams.js';
import { DomainError } from '@pgai/domain/domain-error.js';
import type { FastifyReply } from 'fastify';
import { ActorId } from '../platform/actor.js';
import { type CommandContext, InCommand } from '../platform/command-context.js';
import { etag } from '../platform/etag.js';
import { Needs } from '../platform/needs.js';
import { ApiConditional } from '../platform/openapi.js';
import { AtLeast, ReadYourWrite } from '../platform/read-your-write.js';
import { AccessReviews } from './access-reviews.handler.js';
import { AccessReviewQueries } from './access-reviews.queries.js';
import { report } from './report.js';

@ApiTags('Access reviews')
@Controller('api/teams/:team/access-reviews')
export class AccessReviewsController {
  constructor(
    private readonly reviews: AccessReviews,
    private readonly queries: AccessReviewQueries,
    private readonly readYourWrite: ReadYourWrite,
  ) {}

  @Get()
  @Needs('access-reviews:run')
  @ApiOperation({ summary: 'Access reviews of a team, the newest first' })
  @ApiOkResponse({ standardSchema: AccessReviewList })
  async list(@Param('team', { schema: TeamId }) team: string): Promise<AccessReviewList> {
    return { data: await this.queries.list(team) };
  }

  @Post()
  @Needs('access-reviews:run')
  @ApiOperation({ summary: 'Start an access review: who has what is written down' })
  @ApiCreatedResponse({ standardSchema: Receipt })
  async start(
    @Param('team', { schema: TeamId }) team: string,
    @Body({ schema: StartAccessReview }) body: StartAccessReview,
    @InCommand() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Receipt> {
    const { revision } = await this.reviews.start(team, body, context);
    const id = context.newId;
    reply.header('location', `/api/teams/${team}/access-reviews/${id}`).header('etag', etag(revision));
    return { id, revision: Number(revision) };
  }

  @Get(':review')
  @Needs('access-reviews:run')
  @ApiOperation({ summary: 'One access review with every right' })
  @ApiOkResponse({ standardSchema: AccessReview })
  async one(
    @Param('team', { schema: TeamId }) team: string,
    @Param('review', { schema: AccessReviewId }) id: string,
    @Query({ schema: AtLeast }) atLeast: AtLeast,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AccessReview> {
    const found = await this.readYourWrite.read(id, atLeast, () => this.queries.one(team, id));
    if (!found) throw notFound();
    reply.header('etag', etag(found.revision));
    return found;
  }

  @Post(':review/attest')
  @Needs('access-reviews:run')
  @HttpCode(200)
  @ApiOperation({ summary: 'Keep or revoke a right of somebody else' })
  @ApiConditional()
  @ApiOkResponse({ standardSchema: Receipt })
  async attest(
    @Param('team', { schema: TeamId }) team_id: string,
    @Param('review', { schema: AccessReviewId }) review_id: string,
    @Body({ schema: AttestAccess }) body: AttestAccess,
    @ActorId() me: string,
    @InCommand() context: CommandContext,
  ): Promise<Receipt> {
    const { revision } = await this.reviews.attest({ team_id, review_id }, body, me, context);
    return { id: review_id, revision: Number(revision) };
  }

  @Post(':review/complete')
  @Needs('access-reviews:run')
  @HttpCode(200)
  @ApiOperation({ summary: 'Complete an access review once every right is attested' })
  @ApiConditional()
  @ApiOkResponse({ standardSchema: Receipt })
  async complete(
    @Param('team', { schema: TeamId }) team_id: string,
    @Param('review', { schema: AccessReviewId }) review_id: string,
    @ActorId() me: string,
    @InCommand() context: CommandContext,
  ): Promise<Receipt> {
    const { revision } = await this.reviews.complete({ team_id, review_id }, me, context);
    return { id: review_id, revision: Number(revision) };
  }

  @Get(':review/report')
  @Needs('access-reviews:run')
  @ApiOperation({ summary: 'One access review as CSV' })
  @ApiOkResponse({ content: { 'text/csv': { schema: { type: 'string' } } } })
  async report(
    @Param('team', { schema: TeamId }) team: string,
    @Param('review', { schema: AccessReviewId }) id: string,
  ) {
    const found = await this.queries.one(team, id);
    if (!found) throw notFound();
    return new StreamableFile(Buffer.from(report(found)), {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="access-review-${found.started_at.slice(0, 10)}.csv"`,
    });
  }
}

const notFound = () =>
  new DomainError('not-found', 'access-review-not-found', 'This team has no such access review.');
