import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { UserId } from '@pgai/contracts/identity.js';
import { WaitingErasures } from '@pgai/contracts/privacy.js';
import { Receipt } from '@pgai/contracts/receipt.js';
import { TeamId } from '@pgai/contracts/teams.js';
import { ActorId } from '../platform/actor.js';
import { type CommandContext, InCommand } from '../platform/command-context.js';
import { Needs } from '../platform/needs.js';
import { ErasureQueries } from './erasure.queries.js';
import { Erasures } from './erasures.js';

@ApiTags('Privacy')
@Controller('api/teams/:team/erasures')
export class ErasuresController {
  constructor(
    private readonly erasures: Erasures,
    private readonly queries: ErasureQueries,
  ) {}

  @Get()
  @Needs('erasures:decide')
  @ApiOperation({ summary: 'Members who wait to be erased, and what is theirs' })
  @ApiOkResponse({ standardSchema: WaitingErasures })
  async waiting(@Param('team', { schema: TeamId }) team: string): Promise<WaitingErasures> {
    return { data: await this.queries.waitingIn(team) };
  }

  @Post(':user/approve')
  @Needs('erasures:decide')
  @HttpCode(200)
  @ApiOperation({ summary: 'Approve that a member is erased; it cannot be undone' })
  @ApiOkResponse({ standardSchema: Receipt })
  async approve(
    @Param('team', { schema: TeamId }) team_id: string,
    @Param('user', { schema: UserId }) user_id: string,
    @ActorId() approver_id: string,
    @InCommand() context: CommandContext,
  ): Promise<Receipt> {
    const { revision } = await this.erasures.approve({ team_id, user_id, approver_id }, context);
    return { id: user_id, revision: Number(revision) };
  }

  @Post(':user/reject')
  @Needs('erasures:decide')
  @HttpCode(200)
  @ApiOperation({ summary: 'Reject a request to be erased' })
  @ApiOkResponse({ standardSchema: Receipt })
  async reject(
    @Param('team', { schema: TeamId }) team_id: string,
    @Param('user', { schema: UserId }) user_id: string,
    @ActorId() approver_id: string,
    @InCommand() context: CommandContext,
  ): Promise<Receipt> {
    const { revision } = await this.erasures.reject({ team_id, user_id, approver_id }, context);
    return { id: user_id, revision: Number(revision) };
  }
}
